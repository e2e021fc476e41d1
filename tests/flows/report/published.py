"""A published night drawn as text: people with names nobody else bears, and a figure for every section of the page."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from expectations.company import Company
from expectations.company.state import Files
from expectations.setting import SETTINGS
from tests.world import TODAY, run, world
from warehouse.published.analyst import publish_analyst

# Whatever says who somebody is; none of it may reach the page.
CANARIES = (
    "慕容雪瑶",
    "Quintilla",
    "quintilla@canary.example",
    "+8613900004711",
    "紫藤路4711号",
    "1987-04-11",
    "KEY-4711",
)
NAME, GIVEN, EMAIL, PHONE, STREET, BORN, KEY = CANARIES
COMPUTED = (
    "value.tenure_profit",
    "value.whale_curve",
    "value.alive_matrix",
    "value.treatment_audit",
    "value.treatment_summary",
    "value.calibration",
    "value.tracking",
)
CUSTOMERS = [f"C{number:02d}" for number in range(60)]
PROFITS = [2000 - 40 * number for number in range(60)]

PEOPLE = {
    "core.party": f"source | party_key | full_name | birth_on\ncrm | {KEY} | {NAME} | {BORN}",
    "core.contact_point": f"source | party_key | contact_type | value\ncrm | {KEY} | email | {EMAIL}",
    "identity.customer": f"""
        customer_id | full_name | given_name | email | phone | street | birth_on | records
        C00 | {NAME} | {GIVEN} | {EMAIL} | {PHONE} | {STREET} | {BORN} | 2""",
    "identity.golden_field": f"customer_id | field | value | party_key\nC00 | full_name | {NAME} | {KEY}",
    "identity.record": "\n".join(
        ["source | party_key | customer_id", f"crm | {KEY} | C00", *(f"shop | {c} | {c}" for c in CUSTOMERS)]
    ),
    "identity.suspect_value": f"kind | value | records | names\nphone | {PHONE} | 12 | 9",
    "identity.identity_event": "happened_on | event | customer_id\n2026-06-30 | merged | C00",
    "identity.identity_quality": """
        records | customers | candidate_pairs | merged_pairs | review_pairs | largest_cluster | cluster_size_limit | suspect_values
        61 | 60 | 4711 | 1 | 3 | 2 | 50 | 1""",  # noqa: E501
}
NIGHT = {
    "ops.night": """
        today | verdict | received | kept | quarantined | records | customers
        2026-06-30 | published_with_stale_sources | 1234567 | 1234000 | 567 | 61 | 60
        2026-06-29 | published | 9 | 9 | 0 | 61 | 60""",
    "ops.delivery": """
        source | object | delivery | received | kept | quarantined | current_rows | is_stale | stale_reason
        crm | person | snapshot | 1234567 | 1234000 | 567 | 1234000 | false |
        till | receipt | append | 0 | 0 | 0 | 31 | true | the file is not there""",
    "ops.quarantine": f"""
        source | object | row_key | rule | severity
        crm | person | {KEY} | the day of birth lies in the past | critical
        crm | person | {KEY}b | the day of birth lies in the past | critical""",
    "ops.validation": """
        table_name | rule | severity | is_success | rows_checked | rows_failed
        value.clv | a probability lies between 0 and 1 | warning | false | 60 | 4
        value.clv | customer_id is filled | critical | true | 60 | 0""",
}
STANDING = {
    "lifecycle.lifecycle": "customer_id | stage\nC00 | growth\nC01 | maturity\nC02 | maturity",
    "lifecycle.stage_matrix": """
        month_on | from_stage | to_stage | customers | from_share
        2026-06-01 | growth | growth | 1 | 0.5
        2026-06-01 | growth | maturity | 1 | 0.5
        2026-06-01 | new | growth | 1 | 1""",
    "lifecycle.early_warning": "customer_id | sign | value_tier\nC00 | silence | top",
    "segment.segment_size": """
        segment | sentence | customers | customer_share | revenue | revenue_share
        高价值老客户 | Valuable customers of long standing | 2 | 0.04 | 1234.5 | 0.5""",
    "segment.segment_change": """
        changed_on | segment | movement | cause | customers
        2026-06-30 | 高价值老客户 | entered | changed facts | 2""",
    "segment.play_definition": """
        play | sentence | priority | holdout_share
        call | 打电话问候 | 2 | 0.1
        letter | A letter | 1 | 0.1""",
    "segment.play_result": """
        play|running|treated_n|treated_share|holdout_n|holdout_share|uplift|uplift_low|uplift_high|verdict|reason
        call|12|70|0.8|80|0.6|0.2|0.0524|0.3339|helps|
        letter|3|0||0||||||no days have passed""",
    "segment.play_candidate": """
        play | customer_id | obstacle
        call | C00 | no consent
        call | C01 | no consent
        call | C02 |""",
    "satisfaction.satisfaction": """
        customer_id | wave | measure | answered_on | value | reason
        C00 | spring | nps | 2026-04-01 | 3 |
        C00 | summer | nps | 2026-06-01 | 9 |
        C00 | summer | gap | 2026-06-01 | -1 |
        C00 | summer | msa | 2026-06-01 | -1 |""",
    "satisfaction.satisfaction_summary": """
        wave | measure | scale_low | scale_high | n | value | low | high | promoters | passives | detractors
        spring | nps | -100 | 100 | 77 | -55.5 | -60 | -50 | 7 | 20 | 50
        summer | nps | -100 | 100 | 212 | 31.25 | 18.5 | 43.75 | 110 | 58 | 44""",
    "satisfaction.item_gap": """
        wave | item | scale_low | scale_high | n | expected | perceived | gap | gap_low | gap_high
        summer | 排队时间 | 1 | 7 | 200 | 6 | 5 | -1 | -1.25 | -0.75
        summer | staff | 1 | 7 | 200 | 5 | 5.25 | 0.25 | -0.25 | 0.75""",
    "satisfaction.tolerance_zone_summary": """
        wave | item | scale_low | scale_high | n | unacceptable_share | tolerated_share | delighted_share
        summer | 排队时间 | 1 | 7 | 200 | 0.4375 | 0.5 | 0.0625""",
    "privacy.release_contract": """
        release | recipient | purpose | mode
        mailing | printer | marketing_email | activation""",
    "privacy.release_result": """
        release | status | code | reason | selected | suppressed | created | updated | removed | unchanged
        mailing | released | | | 42 | 2 | 40 | 0 | 0 | 0
        profile | refused | EXPIRED | the agreement ended on 2026-01-01 | 0 | 0 | 0 | 0 | 0 | 0""",
    "privacy.suppression": f"""
        release | customer_id | code | reason
        mailing | C00 | DENIED | {NAME} said no
        mailing | C01 | DENIED | another one said no
        mailing | C01 | RETENTION | nothing was heard for longer than agreed""",
}


def bought() -> dict[str, str]:
    """Sales of sixty customers over two and a half years: the later a number, the rarer; every third one stops."""
    sales, summary, clv, worth = [], [], [], []
    for place, customer in enumerate(CUSTOMERS):
        step = 14 + 5 * place
        first = TODAY - timedelta(days=800 - 3 * place)
        last = TODAY - timedelta(days=300) if place % 3 == 0 else TODAY
        days = [first + timedelta(days=d) for d in range(0, (last - first).days + 1, step)]
        sales += [f"shop | {customer}-{day} | {customer} | {day} | true | 10" for day in days]
        tx, t = (days[-1] - first).days, (TODAY - first).days
        summary.append(f"{customer} | {len(days) - 1} | {tx} | {t} | {first} | {days[-1]}")
        clv.append(f"{customer} | mbg_nbd | {1 / (1 + place)} | 20 | 30")
        profit, tier = PROFITS[place], "top" if place < 12 else ""
        share = sum(PROFITS[: place + 1]) / sum(PROFITS)
        worth.append(f"{customer} | {profit} | {profit} | {tier} | {place + 1} | {share}")
    return {
        "value.purchase": "\n".join(
            ["source | purchase_key | customer_id | occurred_on | is_home_currency | margin", *sales]
        ),
        "value.summary": "\n".join(
            ["customer_id | repeat_purchases | recency_days | observed_days | first_on | last_on", *summary]
        ),
        "value.clv": "\n".join(["customer_id | model | p_alive | clv_12m | clv_residual", *clv]),
        "value.customer_value": "\n".join(
            ["customer_id | margin | net_profit | value_tier | profit_rank | profit_running_share", *worth]
        ),
        "value.clv_fit": """
            model | parameter | estimate | standard_error | log_likelihood | unit | verdict | reason
            mbg_nbd | r | 0.525 | 0.04 | -9582.13 | week | interior | a maximum inside all bounds""",
        "value.clv_grade": """
            model | cutoff_on | horizon_days | customers | actual_purchases | expected_purchases | bias | grade
            mbg_nbd | 2025-12-30 | 182 | 60 | 100 | 98.5 | -0.015 | A""",
        "value.clv_score": """
            repeat_purchases | recency_days | observed_days | spend_purchases | model
            0 | 0 | 0 | 0 | mbg_nbd""",
        "value.customer_equity": """
            customers | customers_valued | equity | equity_12m | equity_12m_low | equity_12m_high | backtest_bias
            60 | 60 | 1234567.8 | 234567.8 | 200000 | 260000 | 0.1""",
        "value.concentration": """
measure | period | is_with_zero_customers | customers | total | top_20_share | whale_peak | whale_peak_customer_share
net_profit | all | true | 60 | 49200 | 0.43 | 1.04 | 0.85""",
    }


def publish(state: Path, facts: dict[str, str], today: date = TODAY, **thresholds: Any) -> Company:
    """A company whose last night is the drawn world, with the tables that the report draws computed from it."""
    folder = state / "warehouse"
    folder.mkdir(parents=True)
    con = world(facts, today, **thresholds)
    for name in COMPUTED:
        run(con, name)
    [(catalog,)] = con.execute("select current_catalog()").fetchall()
    con.execute(f"attach '{folder / 'live.duckdb'}' as live; copy from database {catalog} to live; detach live")
    con.close()
    publish_analyst(Files(folder))
    defaults = {setting.name: setting.default for setting in SETTINGS}
    return Company(state, "街角商店 & Co", "Asia/Shanghai", "CNY", state, state, defaults)
