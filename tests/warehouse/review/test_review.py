"""People look at pairs of a published night and decide; the next night obeys."""

from pathlib import Path

import pytest

from tests.warehouse.review.conftest import Shopkeeper
from warehouse.review.judgements import ledger

ASKED = "crm:0000-0", "crm:0100-0"


def listed(shopkeeper: Shopkeeper) -> list[str]:
    code, out, _ = shopkeeper("review", "--format", "csv")
    assert code == 0
    return out.splitlines()[1:]


def test_the_pairs_that_wait_are_listed_the_likeliest_first_with_a_sentence(shopkeeper: Shopkeeper) -> None:
    rows = listed(shopkeeper)
    probabilities = [float(row.split(",")[2]) for row in rows]
    assert probabilities
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0.5 <= probability < 0.95 for probability in probabilities)
    code, out, _ = shopkeeper("review", "--limit", "1")
    assert code == 0
    assert f"{len(rows)} pairs wait" in out
    assert out.count("One customer with probability") == 1


def test_a_judged_pair_waits_no_longer(shopkeeper: Shopkeeper, state: Path) -> None:
    left, right = listed(shopkeeper)[0].split(",")[:2]
    code, out, _ = shopkeeper("review", right, left, "--unsure", "--by", "梅", "--reason", "brothers?")
    assert (code, out) == (0, "noted as unsure; the next night obeys it\n")
    assert [(one.judgement, one.judged_by, one.reason) for one in ledger(state)] == [("unsure", "梅", "brothers?")]
    assert [left, right] not in [row.split(",")[:2] for row in listed(shopkeeper)]


def test_two_records_are_shown_side_by_side_with_what_stands_for_their_customers(shopkeeper: Shopkeeper) -> None:
    code, out, _ = shopkeeper("review", *ASKED)
    assert code == 0
    assert "two customers tonight" in out
    assert "full_name" in out
    header = next(line for line in out.splitlines() if line.startswith("field"))
    assert [*ASKED] == header.split()[1:3]
    assert len(header.split()) == 5


def test_judgements_come_from_a_file(shopkeeper: Shopkeeper, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "decided.csv"
    file.write_text(f"left,right,judgement\n{ASKED[0]},{ASKED[1]},different\n")
    code, out, _ = shopkeeper("review", "--csv", str(file))
    assert (code, out) == (0, "noted 1 different; the next night obeys it\n")
    assert len(ledger(state)) == 1


def test_a_file_that_names_nobody_is_refused_by_line(shopkeeper: Shopkeeper, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "decided.csv"
    file.write_text(f"left,right,judgement\n{ASKED[0]},{ASKED[1]},different\n{ASKED[0]},crm:nobody,same\n")
    code, _, error = shopkeeper("review", "--csv", str(file))
    assert code == 2
    assert error.startswith("shopkeeper: decided.csv:3: The published night has no such record.")
    assert ledger(state) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["crm:0000-0"], "two records are written SOURCE:KEY SOURCE:KEY", id="one record"),
        pytest.param(["crm:0000-0", "crm:0000-0"], "both records are the same record", id="itself"),
        pytest.param(["crm:0000-0", "crm:no", "--same"], "the published night has no such record", id="unknown"),
    ],
)
def test_what_cannot_be_judged_is_said_in_a_sentence(
    shopkeeper: Shopkeeper, arguments: list[str], sentence: str
) -> None:
    code, _, error = shopkeeper("review", *arguments)
    assert code == 2
    assert sentence in error


def test_why_explains_two_records_that_were_never_compared(shopkeeper: Shopkeeper) -> None:
    code, out, _ = shopkeeper("why", *ASKED)
    assert code == 0
    assert "the night saw no evidence" in out
    assert "all together" in out
    assert "differs" in out
    assert "before comparing" in out


def test_why_of_a_weighed_pair_adds_up_to_what_the_night_weighed(shopkeeper: Shopkeeper) -> None:
    left, right, probability = listed(shopkeeper)[0].split(",")[:3]
    code, out, _ = shopkeeper("why", left, right)
    assert code == 0
    assert "what the night weighed" in out
    assert f"one customer with probability {float(probability):.3f}" in out
    assert "shared" in out
