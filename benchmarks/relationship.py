"""The relationship tables of a million customers: life cycle, satisfaction, closeness, memory, segments and plays.

    python -m benchmarks.relationship [--customers 1000000] [--threads 2]

Customers are drawn by arithmetic, with what the steps before would have made of them: two purchases each on average, a
contact each, a survey of a tenth, preferences of half. Every step of the five schemas is built twice: the first night
is the night before of the second, which is measured, step by step. Writes `results/relationship.json`.
"""

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.memory import forget_peak, peak_mb
from expectations.catalog import tables
from expectations.company.play import Play
from expectations.company.segment import Segment
from warehouse import ddl, engine
from warehouse.graph import Step, engine_steps, ordered
from warehouse.night import ANTI_JOIN_CURE, told
from warehouse.segment.play import play_step
from warehouse.segment.segment import definition_step, segment_step

RESULTS = Path(__file__).parent / "results" / "relationship.json"
SCHEMAS = ("lifecycle", "satisfaction", "relationship", "memory", "segment")
NIGHTS = (date(2026, 6, 29), date(2026, 6, 30))
SEGMENTS = (
    Segment("slipping", "Worth keeping, and silent.", "stage = 'decline' and value_tier in ('top', 'rising')"),
    Segment("new_faces", "First bought within half a year.", "stage = 'growth'"),
    Segment("unhappy", "Would not recommend us.", "nps_score <= 6 or csat_percent <= 25"),
    Segment("big", "Spent more than 500.", "revenue > 500"),
    Segment("near", "Near to us.", "relationship_level in ('intimate', 'familiar')"),
)
PLAYS = (
    Play("call", "A call.", "slipping", 1, "service", "phone", "purchase", 30),
    Play("letter", "A letter.", "new_faces", 2, "marketing_email", "email", "purchase", 30),
    Play("thanks", "Thanks.", "big", 3, "marketing_email", "email", "referral", 60, 1000),
)
# Facts of n customers: h is a number between 0 and 999 that looks like chance and is the same on every run.
WORLD = """
create macro h(i, salt) as (hash(i * 31 + salt) % 1000)::integer;
create macro day_ago(i, salt, most) as (date '2026-06-30' - (h(i, salt) * most // 1000)::integer);
create temp table who as select i, lpad(i::varchar, 16, '0') as customer_id from range({n}) t(i);
insert into identity.record by name select 'crm' as source, customer_id as party_key, customer_id,
  'person' as party_type, '' as record_hash, date '2026-01-01' as joined_on from who;
insert into identity.customer by name select customer_id, 'person' as party_type, 1 as records, 1 as sources,
  if(h(i, 1) < 700, 'e' || i || '@example.org', null) as email, if(h(i, 2) < 800, '1' || i, null) as phone,
  date '1950-01-01' + (h(i, 3) * 20)::integer as birth_on, day_ago(i, 4, 2000) as acquired_on from who;
create temp table sale as select i, customer_id, customer_id || n as purchase_key, day_ago(i * 7 + n, 5, 900) as day,
  (1 + h(i + n, 6))::decimal(18, 4) as amount, h(i + n, 7) as c
  from who, range(4) t(n) where h(i * 5 + n, 8) < 500;
insert into value.purchase by name select customer_id, 'crm' as source, purchase_key, day::timestamp as occurred_at,
  day as occurred_on, if(c < 600, 'store', 'web') as channel, 'CNY' as currency, true as is_home_currency, amount,
  0 as refunded_amount, amount as net_amount, false as is_zero_value, 0.3 * amount as margin,
  'threshold' as margin_basis from sale;
insert into core.purchase by name select 'crm' as source, purchase_key, customer_id as party_key, 'sale' as kind,
  day::timestamp as occurred_at, if(c < 600, 'store', 'web') as channel, amount, 'e' || (c % 200) as employee from sale;
insert into value.summary by name select customer_id, count(*) as purchases, min(day) as first_on, max(day) as last_on,
  count(distinct day) - 1 as repeat_purchases, max(day) - min(day) as recency_days,
  date '2026-06-30' - min(day) as observed_days,
  0 as spend_purchases, 0 as other_currency_purchases, false as is_occasional,
  sum(amount) as revenue, false as is_left_truncated, 0.3 * sum(amount) as margin from sale group by customer_id;
insert into value.trend by name select customer_id,
  count(*) filter (day > date '2025-06-30') as purchases_12m,
  coalesce(sum(amount) filter (day > date '2026-04-01'), 0) as revenue_90d,
  coalesce(sum(amount) filter (day between date '2026-01-01' and date '2026-04-01'), 0) as revenue_90d_before,
  0 as revenue_12m, 0 as margin_12m, 0 as margin_12m_before
  from sale group by customer_id;
insert into value.clv by name select customer_id, date '2026-06-30' as as_of, 'mbg_nbd' as model,
  h(customer_id::bigint, 9) / 1000 as p_alive from value.summary;
insert into value.customer_value by name select customer_id, revenue, margin, margin as net_profit,
  0.1 * revenue as profit_12m, 0.1 * revenue as expected_profit_12m, revenue as revenue_12m, 0 as cost_to_serve,
  case when h(customer_id::bigint, 10) < 150 then 'top' when h(customer_id::bigint, 10) < 400 then 'rising'
    else 'fading' end as value_tier from value.summary;
insert into core.subscription by name select 'crm' as source, customer_id as subscription_key, customer_id as party_key,
  'active' as status, day_ago(i, 11, 1500) as started_on from who where i % 20 = 0;
insert into value.contract_summary by name select customer_id, 1 as contracts, 1 as live_contracts, 12 as tenure_months,
  'active' as status, 0 as monthly_amount, 0 as revenue, 0 as margin, day_ago(i, 11, 1500) as first_started_on,
  date '2026-08-01' as next_renewal_on
  from who where i % 20 = 0;
insert into core.interaction by name select 'crm' as source, customer_id || n as interaction_key,
  customer_id as party_key, day_ago(i * 3 + n, 12, 700)::timestamp + interval 10 hour as occurred_at,
  if(h(i + n, 13) < 300, 'phone', 'chat') as channel, if(h(i + n, 14) < 600, 'inbound', 'outbound') as direction,
  'e' || h(i + n, 15) as employee, 'm' || (i * 2 + n) // 3 as episode,
  (['explore', 'offer', 'action', 'confirm'])[1 + h(i + n, 16) % 4] as step,
  if(h(i + n, 17) < 300, h(i + n, 18) % 7 - 3, null) as score, h(i + n, 19) < 20 as is_complaint
  from who, range(2) t(n) where h(i * 3 + n, 20) < 500;
insert into core.survey_answer by name select 'survey' as source, 'crm' as party_source, customer_id as party_key,
  customer_id || asked.item || asked.aspect as answer_key, 'customer' as respondent, 'w' || h(i, 21) % 4 as wave,
  date '2026-01-01' + 60 * (h(i, 21) % 4) as answered_on, asked.instrument, asked.item, asked.aspect,
  asked.low + h(i, 22 + asked.n) % (asked.high - asked.low + 1) as score, asked.low as scale_low,
  asked.high as scale_high
  from who, (values (0, 'nps', 'recommend', 'likelihood', 0, 10), (1, 'csat', 'all', 'satisfaction', 1, 5),
    (2, 'closeness', 'all', 'current', 1, 7), (3, 'closeness', 'all', 'wanted', 1, 7),
    (4, 'servqual', 'speed', 'expected', 1, 7), (5, 'servqual', 'speed', 'perceived', 1, 7),
    (6, 'servqual', 'speed', 'adequate', 1, 4), (7, 'value_form', 'price', 'importance', 1, 9),
    (8, 'value_form', 'price', 'performance', 1, 9), (9, 'ces', 'all', 'ease', 1, 5)
  ) as asked (n, instrument, item, aspect, low, high) where i % 10 = 0;
insert into core.preference by name select 'crm' as source, customer_id as party_key, 'p' || h(i, 40) % 8 as preference,
  'v' || h(i, 41) % 5 as value, if(h(i, 42) < 500, 'stated', 'observed') as how, day_ago(i, 43, 900) as stated_on
  from who where i % 2 = 0;
insert into core.preference_ask by name select 'crm' as source, customer_id as party_key,
  'p' || h(i, 44) % 8 as preference,
  day_ago(i, 45, 500)::timestamp as asked_at, 'phone' as channel from who where i % 4 = 0;
insert into core.referral by name select 'crm' as source, customer_id as party_key, 1 as referrals,
  lpad(((i * 7 + 3) % {n})::varchar, 16, '0') as referred_key, day_ago(i, 46, 700) as referred_on
  from who where i % 10 = 3;
insert into core.wallet_answer by name select 'survey' as source, 'crm' as party_source, customer_id as party_key,
  'w' as wave, date '2026-05-01' as answered_on, 'food' as category, 1 + h(i, 47) % 3 as our_rank, 4 as brands
  from who where i % 20 = 1;
insert into privacy.purpose by name select purpose, 's' as sentence, basis as lawful_basis,
  basis = 'consent' as needs_consent, 'confidential' as highest_grade
  from (values ('marketing_email', 'consent'), ('service', 'contract')) t (purpose, basis);
insert into privacy.consent by name select customer_id, 'marketing_email' as purpose, h(i, 48) < 600 as is_granted,
  now() as valid_from, now() as recorded_at, 'r' as reason from who;
"""


def steps() -> list[Step]:
    """The steps of the five schemas in the order that their references ask for."""
    own = {name: step for name, step in engine_steps().items() if name.split(".")[0] in SCHEMAS}
    for step in (definition_step(SEGMENTS), segment_step(SEGMENTS), play_step(PLAYS)):
        own[step.table] = step
    return ordered(own, tables())


def measured(customers: int, threads: int, folder: Path) -> dict[str, Any]:
    """Seconds, CPU seconds and rows of each step on the second night, and its peak of memory."""
    con = duckdb.connect(str(folder / "night.duckdb"), config={"autoinstall_known_extensions": "false"})
    con.execute(f"set threads = {threads}; set memory_limit = '3500MB'; set preserve_insertion_order = false")
    con.execute(f"set timezone = 'UTC'; set temp_directory = '{folder / 'spill'}'; {ANTI_JOIN_CURE}")
    con.execute(f"attach '{folder / 'before.duckdb'}' as last_night")
    for table in tables().values():
        con.execute(f"create schema if not exists {table.schema}")
        listed = ", ".join(f"{ddl.name(column.name)} {column.type}" for column in table.columns)
        con.execute(f"create table {ddl.name(table.name)} ({listed})")  # what is given need not keep every promise
        con.execute(ddl.create_table(table, catalog="last_night"))
    for statement in WORLD.replace("{n}", str(customers)).split(";\n"):
        con.execute(statement)
    found: dict[str, Any] = {}
    for today in NIGHTS:
        forget_peak()
        con.execute("delete from ops.setting")
        values = list(told(today, "CNY", "Asia/Shanghai", {}))
        con.execute(f"insert into ops.setting values ({', '.join('?' * len(values))})", values)
        con.execute("checkpoint; checkpoint last_night")
        for step in steps():
            found[step.table] = _timed(con, step)
        for name in {name for step in steps() for name in step.last_night}:
            con.execute(f"delete from last_night.{name}; insert into last_night.{name} by name from {name}")
    return {
        "customers": customers,
        "purchases": con.execute("select count(*) from value.purchase").fetchall()[0][0],
        "contacts": con.execute("select count(*) from core.interaction").fetchall()[0][0],
        "answers": con.execute("select count(*) from core.survey_answer").fetchall()[0][0],
        "tables": len(found),
        "wall_s": round(sum(step["wall_s"] for step in found.values()), 1),
        "cpu_s": round(sum(step["cpu_s"] for step in found.values()), 1),
        "peak_mb": round(peak_mb()),
        "threads": threads,
        "load": round(os.getloadavg()[0], 1),
        "machine": platform.processor() or platform.machine(),
        "duckdb": duckdb.__version__,
        "steps": found,
    }


def _timed(con: duckdb.DuckDBPyConnection, step: Step) -> dict[str, Any]:
    began, before = time.perf_counter(), _cpu()
    engine.build(con, step, tables()[step.table])
    seconds, cpu = time.perf_counter() - began, _cpu() - before
    rows = con.execute(f"select count(*) from {step.table}").fetchall()[0][0]
    return {"wall_s": round(seconds, 2), "cpu_s": round(cpu, 2), "rows": rows}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Draw, build twice, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(said.customers, said.threads, Path(folder))
    if said.customers >= 1_000_000:
        RESULTS.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
    dearest = sorted(figures["steps"].items(), key=lambda item: -item[1]["cpu_s"])
    for name, step in dearest[:25]:
        print(f"{name:<45} {step['cpu_s']:>7.2f} CPU s {step['wall_s']:>7.2f} s {step['rows']:>10,} rows")
    print(json.dumps({key: value for key, value in figures.items() if key != "steps"}))


if __name__ == "__main__":
    main()
