"""Published figures of real surveys and tickets, computed from the common shape by the same steps as a night's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.core import INTERACTION
from tests.world import run, world
from tests.world.chain import build_before


def known(con: duckdb.DuckDBPyConnection, facts: str = "core.survey_answer") -> None:
    con.execute(
        "insert into identity.record (source, party_key, customer_id, party_type, record_hash, joined_on) "
        f"select distinct source, party_key, party_key, 'person', '', date '2026-06-30' from {facts}"
    )
    con.execute(
        "insert into identity.customer (customer_id, party_type, records, sources) "
        "select customer_id, 'person', 1, 1 from identity.record"
    )


def built(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    build_before(con, table, {"identity.record", "identity.customer", "segment.segment_match"})
    return run(con, table)


def surveyed(
    airline: Path, scale: str = "1 as scale_low, if(question = 'nps', 11, 100) as scale_high"
) -> duckdb.DuckDBPyConnection:
    """Answers of the airline's 1,065 customers: items e1-e23 and s1-s23 on 1-100, nps stored 1-11 for 0-10."""
    con = world({})
    con.execute(
        f"""create temp table answer as
        unpivot (select row_number() over () as who, columns('^(e|s)[0-9]+$|^nps$') from read_csv('{airline}'))
        on columns('^(e|s)[0-9]+$|^nps$') into name question value score"""
    )
    con.execute(
        f"""insert into core.survey_answer by name
        select 'airline' as source, who || question as answer_key, cast(who as varchar) as party_key, '2026' as wave,
            date '2026-06-01' as answered_on, if(question = 'nps', 'nps', 'servqual') as instrument,
            if(question = 'nps', 'recommend', substr(question, 2)) as item,
            case when question = 'nps' then 'likelihood' when question[1] = 'e' then 'expected' else 'perceived' end
                as aspect,
            score, {scale}
        from answer"""
    )
    known(con)
    return con


@pytest.fixture(scope="module")
def airline(shared_data: Callable[[str], Path]) -> duckdb.DuckDBPyConnection:
    return surveyed(shared_data("oddjob_airline") / "airlinesat.csv")


def test_the_airline_disappoints_on_all_23_items_as_published(airline: duckdb.DuckDBPyConnection) -> None:
    gaps = {int(row["item"]): round(row["gap"], 2) for row in built(airline, "satisfaction.item_gap")}
    assert len(gaps) == 23
    assert max(gaps.values()) < 0
    assert sorted(gaps, key=lambda item: gaps[item])[:3] == [4, 7, 3]
    assert (gaps[4], gaps[7], gaps[3]) == (-30.21, -28.56, -28.41)
    assert (max(gaps, key=lambda item: gaps[item]), gaps[12]) == (12, -8.80)


def test_the_airlines_net_promoter_score_is_that_of_the_declared_scale(airline: duckdb.DuckDBPyConnection) -> None:
    (row,) = [r for r in built(airline, "satisfaction.satisfaction_summary") if r["measure"] == "nps"]
    assert (row["promoters"], row["passives"], row["detractors"], row["n"]) == (238, 396, 431, 1065)
    assert round(row["value"], 2) == -18.12
    assert row["low"] < row["value"] < row["high"]


def test_the_airlines_figures_are_the_same_to_the_last_bit_on_one_core_and_on_four(
    airline: duckdb.DuckDBPyConnection,
) -> None:
    tables = ("satisfaction.customer_figure", "satisfaction.survey_statistic", "satisfaction.survey_figure")
    found = []
    for cores in (1, 4):
        airline.execute(f"set threads = {cores}")
        found.append([built(airline, table) for table in tables])
    assert found[0] == found[1]


def test_without_declared_scales_the_airline_has_no_figure(shared_data: Callable[[str], Path]) -> None:
    con = surveyed(shared_data("oddjob_airline") / "airlinesat.csv", "null as scale_low, null as scale_high")
    assert built(con, "satisfaction.satisfaction_summary") == []
    assert {row["reason"] for row in built(con, "satisfaction.satisfaction")} <= {"no scale declared", "not applicable"}


def test_the_satisfaction_of_the_telecom_customers_is_distributed_as_published(
    shared_data: Callable[[str], Path],
) -> None:
    con = world({})
    status = shared_data("telco_ibm") / "Telco_customer_churn_status.csv"
    con.execute(
        f"""insert into core.survey_answer by name
        select 'status' as source, "Customer ID" as answer_key, "Customer ID" as party_key, 'Q3' as wave,
            date '2026-06-01' as answered_on, 'csat' as instrument, 'overall' as item, 'satisfaction' as aspect,
            "Satisfaction Score" as score, 1 as scale_low, 5 as scale_high
        from read_csv('{status}')"""
    )
    known(con)
    built(con, "satisfaction.satisfaction")
    counted = con.execute(
        "select cast(1 + value / 25 as integer), count(*) from satisfaction.satisfaction group by 1 order by 1"
    ).fetchall()
    assert counted == [(1, 922), (2, 518), (3, 2665), (4, 1789), (5, 1149)]
    (share,) = [r for r in built(con, "satisfaction.satisfaction_summary") if r["measure"] == "csat_satisfied"]
    assert (share["n"], share["value"]) == (7043, round((1789 + 1149) / 7043, 6))


def test_the_referrals_of_the_telecom_customers_are_counted_as_published(shared_data: Callable[[str], Path]) -> None:
    con = world({})
    services = shared_data("telco_ibm") / "Telco_customer_churn_services.csv"
    con.execute(
        f"""insert into core.referral by name
        select 'services' as source, "Customer ID" as party_key, "Number of Referrals" as referrals
        from read_csv('{services}') where "Number of Referrals" > 0"""
    )
    known(con, "core.referral")
    rows = built(con, "relationship.referral")
    assert (len({row["customer_id"] for row in rows}), sum(row["referrals"] for row in rows)) == (3222, 13747)
    assert {row["refusal"] for row in rows} == {None}


def test_tickets_resolved_before_their_first_response_are_refused_with_that_sentence(
    shared_data: Callable[[str], Path],
) -> None:
    con = world({})
    tickets = shared_data("support_tickets") / "customer_support_tickets.csv"
    sentence = "a ticket is resolved no earlier than its first response"
    mapped = f"""select 'desk' as source, "Ticket ID" as interaction_key, "Ticket Channel" as channel,
        "First Response Time" as first_response_at, "Time to Resolution" as resolved_at,
        "First Response Time" as occurred_at from read_csv('{tickets}')"""
    [(refused, kept)] = con.execute(
        f"select count(*) filter (where not ({INTERACTION.rules[sentence]})), "
        f"count(*) filter (where coalesce({INTERACTION.rules[sentence]}, true)) from ({mapped})"
    ).fetchall()
    assert (refused, refused + kept) == (1365, 8469)
