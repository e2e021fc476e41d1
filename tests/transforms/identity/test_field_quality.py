"""Which facts are to be asked again, and how much is known, disputed and fresh: one fact a case."""

import pytest

from tests.world import step_rows

RULE = "field | review_after_days\nphone | 365\nbirth_on |"
TOLD = "customer_id | field | value | source | updated_at | is_winner | rule\n"


@pytest.mark.parametrize(
    ("told", "stale"),
    [
        pytest.param("C1 | phone | 1 | crm | 2025-06-30 09:00 | true | won", None, id="told a year ago"),
        pytest.param("C1 | phone | 1 | crm | 2025-06-29 09:00 | true | won", 366, id="told longer ago"),
        pytest.param(
            "C1 | phone | 1 | crm | 2024-06-30 09:00 | true | won\n"
            "C1 | phone | 1 | shop | 2026-06-01 09:00 | false | lost",
            None,
            id="confirmed by another record",
        ),
        pytest.param(
            "C1 | phone | 1 | crm | 2024-06-30 09:00 | true | won\n"
            "C1 | phone | 2 | shop | 2026-06-01 09:00 | false | lost",
            730,
            id="another value confirms nothing",
        ),
        pytest.param("C1 | birth_on | 1990-01-01 | crm | 1999-01-01 09:00 | true | won", None, id="does not age"),
    ],
)
def test_a_fact_is_asked_again_when_it_is_too_old(told: str, stale: int | None) -> None:
    rows = step_rows("identity.stale_fact", {"identity.field_rule": RULE, "identity.golden_field": TOLD + told})
    assert [row["days_since"] for row in rows] == ([] if stale is None else [stale])


def test_a_fact_that_nobody_dates_is_to_be_confirmed() -> None:
    told = TOLD + "C1 | phone | 1 | crm | | true | won"
    [row] = step_rows("identity.stale_fact", {"identity.field_rule": RULE, "identity.golden_field": told})
    assert (row["field"], row["confirmed_on"], row["days_since"]) == ("phone", None, None)


def test_a_field_is_known_disputed_and_fresh_for_so_many() -> None:
    rows = step_rows(
        "identity.field_quality",
        {
            "identity.field_rule": RULE,
            "identity.customer": "customer_id\nC1\nC2\nC3\nC4",
            "identity.golden_field": TOLD
            + """C1 | phone | 1 | crm  |  | true  | won: first
                 C1 | phone | 2 | shop |  | false | lost: second
                 C2 | phone | 3 | crm  |  | true  | won: first
                 C2 | phone | 0 | shop |  | false | lost: a placeholder that many records share""",
            "identity.stale_fact": "customer_id | field\nC1 | phone",
        },
    )
    birth, phone = rows
    assert (phone["known"], phone["completeness"], phone["disputed"], phone["stale"]) == (2, 0.5, 1, 1)
    assert phone["freshness"] == 0.5
    assert (birth["known"], birth["completeness"], birth["freshness"]) == (0, 0.0, None)
