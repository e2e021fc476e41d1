"""Counts for a recipient who may know nobody: noise, fixed cells, and a budget that ends."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from expectations.lined_yaml import read_yaml
from expectations.release.agreed import read_agreement
from tests.warehouse.release.shop import FIRST, SECOND, Shop
from warehouse.release.dry_run import dry_run
from warehouse.release.noisy_count import noisy_counts

COUNTS = """
sentence: How many customers there are in each stage.
recipient: bureau
purpose: profiling
mode: aggregate
version: "1"
columns: [customer_id, stage, sex]
keys: {stage: [growth, maturity, unknown], sex: [female, male]}
epsilon: 0.5
budget: 1.0
"""
QUERY = """select c.customer_id, l.stage, c.sex
from identity.customer c left join lifecycle.lifecycle l on l.customer_id = c.customer_id"""


def facts(count: int = 400) -> dict[str, str]:
    people = "\n".join(f"C{n:03} | {'female' if n % 2 else 'male'}" for n in range(count))
    stages = "\n".join(f"C{n:03} | {'growth' if n % 4 else 'decline'}" for n in range(count - 40))
    return {
        "identity.customer": f"customer_id | sex\n{people}",
        "lifecycle.lifecycle": f"customer_id | stage\n{stages}",
    }


@pytest.fixture
def bureau(tmp_path: Path) -> Shop:
    return Shop(tmp_path, {"stages": COUNTS}, {"stages": QUERY})


def code(shop: Shop) -> str:
    return str(shop.ask("select code from privacy.release_result")[0][0])


def test_without_the_library_the_release_is_refused_and_says_what_to_install(
    bureau: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    assert bureau.night(FIRST, facts(60)) == {"stages": "refused"}
    [(found, reason)] = bureau.ask("select code, reason from privacy.release_result")
    assert found == "NO_LIBRARY"
    assert "shopkeeper[dp]" in reason


@pytest.fixture
def opendp() -> None:
    pytest.importorskip("opendp", reason="the extra [dp] is not installed")


def test_every_agreed_cell_is_told_near_its_true_count_and_no_other(bureau: Shop, opendp: None) -> None:
    assert bureau.night(FIRST, facts()) == {"stages": "released"}
    rows = bureau.rows(FIRST, "counts", "stages")
    true = {
        ("growth", "female"): 180, ("growth", "male"): 90, ("maturity", "female"): 0, ("maturity", "male"): 0,
        ("unknown", "female"): 20, ("unknown", "male"): 20,
    }  # fmt: skip
    assert [(row["stage"], row["sex"]) for row in rows] == list(true)
    # Discrete Laplace noise of scale 2 exceeds 60 with a chance below 1e-12.
    assert all(0 <= int(row["customers"]) <= true[row["stage"], row["sex"]] + 60 for row in rows)
    assert all(abs(int(row["customers"]) - true[row["stage"], row["sex"]]) <= 60 for row in rows)


def test_what_is_spent_stands_in_ledger_and_certificate_and_exact_counts_stand_nowhere(
    bureau: Shop, opendp: None
) -> None:
    bureau.night(FIRST, facts())
    assert bureau.ask("select file, rows, epsilon, mode from privacy.disclosure") == [
        ("counts.csv", 6, 0.5, "aggregate")
    ]
    folder = bureau.files(FIRST, "stages")
    certificate = json.loads((folder / "counts.csv.certificate.json").read_text("utf-8"))
    assert certificate["measured"] == {"epsilon": 0.5}
    for said in (certificate, bureau.manifest(FIRST, "stages")):
        assert not {"selected", "held_back", "taken_away"} & set(said)
    assert bureau.ask("select count(*) from privacy.disclosure_subject") == [(0,)]


def test_a_spent_budget_is_refused_for_every_release_to_the_recipient_until_it_comes_back(
    bureau: Shop, opendp: None
) -> None:
    days = [FIRST + timedelta(days=n) for n in range(3)]
    assert [bureau.night(day, facts(60))["stages"] for day in days] == ["released", "released", "refused"]
    assert code(bureau) == "BUDGET"
    bureau.agreements["again"] = COUNTS.replace("epsilon: 0.5", "epsilon: 0.1")
    bureau.queries["again"] = QUERY
    assert bureau.night(days[2] + timedelta(days=1), facts(60)) == {"again": "refused", "stages": "refused"}
    bureau.agreements["again"] = bureau.agreements["again"].replace("bureau", "other")
    assert bureau.night(days[2] + timedelta(days=2), facts(60))["again"] == "released"
    assert bureau.night(FIRST + timedelta(days=365), facts(60))["stages"] == "released"


def test_two_releases_of_one_night_share_the_budget(bureau: Shop, opendp: None) -> None:
    for name in ("second", "third"):
        bureau.agreements[name], bureau.queries[name] = COUNTS, QUERY
    assert sorted(bureau.night(FIRST, facts(60)).values()) == ["refused", "released", "released"]


def test_a_night_run_again_sends_the_same_counts_and_spends_nothing_more(bureau: Shop, opendp: None) -> None:
    bureau.night(FIRST, facts())
    before = (bureau.files(FIRST, "stages") / "counts.csv").read_bytes()
    assert bureau.night(FIRST, facts(300)) == {"stages": "released"}
    assert (bureau.files(FIRST, "stages") / "counts.csv").read_bytes() == before
    assert bureau.ask("select sum(epsilon) from privacy.disclosure") == [(0.5,)]
    bureau.agreements["stages"] = COUNTS.replace("epsilon: 0.5", "epsilon: 0.4")
    assert bureau.night(FIRST, facts()) == {"stages": "refused"}
    assert code(bureau) == "BUDGET"


def test_counts_are_sent_as_often_as_agreed(bureau: Shop, opendp: None) -> None:
    bureau.agreements["stages"] = COUNTS + "every_days: 7\n"
    days = [FIRST, SECOND, FIRST + timedelta(days=7)]
    assert [bureau.night(day, facts(60))["stages"] for day in days] == ["released", "refused", "released"]


def test_a_rehearsal_draws_no_noise(bureau: Shop, opendp: None) -> None:
    bureau.night(FIRST, facts(60))
    drawn = sorted((bureau.root / "var/plans").iterdir())
    bureau.agreements["stages"] = COUNTS.replace("budget: 1.0", "budget: 9.0")
    dry_run(bureau.company, "stages")
    assert sorted((bureau.root / "var/plans").iterdir()) == drawn


def test_who_objected_is_not_counted(bureau: Shop, opendp: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "warehouse.release.noisy_count._drawn", lambda cells, number, _: [cells.count(n) for n in range(number)]
    )
    said = "source | party_key | purpose | is_granted | basis | valid_from | recorded_at\n" + "\n".join(
        f"shop | C{n:03} | profiling | false | objection | 2025-01-01 | 2025-01-01" for n in range(1, 11, 2)
    )
    bureau.night(FIRST, {**facts(60), "core.consent_event": said})
    counts = {(row["stage"], row["sex"]): int(row["customers"]) for row in bureau.rows(FIRST, "counts", "stages")}
    assert counts["growth", "female"] == 10 - 5
    assert sum(counts.values()) == 60 - 5 - 5


def test_the_noise_has_the_spread_that_epsilon_asks_for(tmp_path: Path, opendp: None) -> None:
    cells = ", ".join(f"s{n}" for n in range(2000))
    text = COUNTS.replace("[growth, maturity, unknown]", f"[{cells}]").replace(", sex: [female, male]", "")
    told, findings = read_yaml(text.replace(", sex]", "]"), "releases/stages.yaml")
    agreement = read_agreement(told, findings)
    assert agreement and findings.problems == []
    rows = pl.DataFrame({"customer_id": [str(n) for n in range(200_000)]}).with_columns(
        ("s" + (pl.col("customer_id").cast(pl.Int64) % 2000).cast(pl.String)).alias("stage")
    )
    noise = noisy_counts(rows, agreement, tmp_path / "draws.json")["customers"].to_numpy() - 100
    # Variance of the discrete Laplace of scale 2: 2a / (1 - a)**2 with a = exp(-1/2), that is 7.84.
    assert 6.5 < noise.var(ddof=1) < 9.3
    assert abs(noise.mean()) < 0.3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("keys: {stage: [growth]}", "customer_id and `keys`"),
        ("epsilon: 0", "spend an `epsilon`"),
        ("target: jsonl", "sent as csv"),
    ],
)
def test_an_agreement_on_counts_that_cannot_be_kept_is_told(line: str, said: str) -> None:
    name = line.partition(":")[0]
    kept = [one for one in COUNTS.strip().splitlines() if not one.startswith(f"{name}:")]
    told, findings = read_yaml("\n".join([*kept, line]), "releases/stages.yaml")
    read_agreement(told, findings)
    assert any(said in str(problem) for problem in findings.problems)
