"""Satisfaction in short: the last wave's figures with their intervals, the gap by item, the zone of tolerance."""

from typing import Any

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Figures, Plot, table
from flows.report.number import count, figure, percent
from flows.report.plot import parts, ranges

# Measures need not be asked in the same wave: each speaks from the one that was answered last.
LAST = """
with asked as (
  select measure, wave, max(answered_on) as answered_on from satisfaction.satisfaction
  where value is not null group by measure, wave
  union all
  select 'net_customer_value', wave, max(answered_on) from satisfaction.net_customer_value
  where net_value is not null group by wave
),
last as (
  select measure, wave from asked
  qualify row_number() over (partition by measure order by answered_on desc, wave desc) = 1
)
"""
SUMMARY = f"""{LAST}
select s.measure, s.wave, s.n, s.value, s.low, s.high, s.scale_low, s.scale_high, s.promoters, s.detractors
from satisfaction.satisfaction_summary s
inner join last on s.wave = last.wave and replace(s.measure, 'csat_satisfied', 'csat') = last.measure
order by s.measure, s.scale_low, s.scale_high
"""
GAP = f"""{LAST}
select g.item || case when count(*) over (partition by g.item) > 1
    then ' (' || g.scale_low || '-' || g.scale_high || ')' else '' end as item,
  g.n, g.gap, coalesce(g.gap_low, g.gap) as low, coalesce(g.gap_high, g.gap) as high,
  g.gap_high is not null as is_ranged
from satisfaction.item_gap g inner join last on g.wave = last.wave and last.measure = 'gap'
order by g.gap, g.item, g.scale_low, g.scale_high limit 20
"""
ZONES = ("not acceptable", "tolerated", "delighted")
ZONE = f"""{LAST}
select z.item || case when count(*) over (partition by z.item) > 1
    then ' (' || z.scale_low || '-' || z.scale_high || ')' else '' end as item,
  z.n, z.unacceptable_share as "not acceptable", z.tolerated_share as tolerated, z.delighted_share as delighted
from satisfaction.tolerance_zone_summary z inner join last on z.wave = last.wave and last.measure = 'msa'
order by z.unacceptable_share desc, z.item, z.scale_low, z.scale_high limit 20
"""
NAMES = {
    "nps": "Net Promoter Score",
    "csat": "satisfaction",
    "csat_satisfied": "share satisfied",
    "ces": "customer effort",
    "gap": "service less expectation",
    "servperf": "service",
    "msa": "service above adequate",
    "mss": "service above desired",
    "net_customer_value": "net customer value",
}
FIRST = ("nps", "csat", "csat_satisfied", "gap")


def satisfaction(analyst: Analyst) -> list[Block]:
    """Figures with 95% intervals, the gap of each item, and shares of customers by zone."""
    summary = analyst.rows(SUMMARY)
    if summary.is_empty():
        return []
    said = [row for name in FIRST for row in summary.iter_rows(named=True) if row["measure"] == name]
    shown = summary.select(
        pl.col("measure").replace(NAMES),
        "wave",
        pl.col("n").alias("customers"),
        "value",
        "low",
        "high",
        pl.format("{} to {}", pl.col("scale_low").cast(pl.Int64), pl.col("scale_high").cast(pl.Int64)).alias("scale"),
    )
    note = "low and high are the ends of the 95% interval."
    return [
        Figures(tuple(map(_figure, said))),
        *_gap(analyst.rows(GAP)),
        *_zone(analyst.rows(ZONE)),
        *table("Figures of the wave answered last", shown, note=note),
    ]


def _figure(row: dict[str, Any]) -> tuple[str, str, str]:
    say = percent if row["measure"] == "csat_satisfied" else figure
    ends = "" if row["low"] is None else f"95% interval {say(row['low'])} to {say(row['high'])}, "
    return NAMES[row["measure"]], say(row["value"]), f"{ends}{count(row['n'], 'customer')}, wave {row['wave']}"


def _gap(rows: pl.DataFrame) -> list[Plot]:
    if rows.is_empty():
        return []
    worst = rows.row(0, named=True)
    below = rows.filter(pl.col("is_ranged") & (pl.col("high") < 0)).height
    reach = f" ({figure(worst['low'])} to {figure(worst['high'])})" if worst["is_ranged"] else ""
    said = (
        f"{count(below, 'item')} of {rows.height} {'lies' if below == 1 else 'lie'} below what was expected beyond "
        f"doubt. Lowest is {worst['item']}: {figure(worst['gap'])}{reach}, {count(worst['n'], 'customer')}."
    )
    return [ranges("Service got less service expected, by item", said, rows, "item", "gap", "gap and 95% interval")]


def _zone(rows: pl.DataFrame) -> list[Plot]:
    if rows.is_empty():
        return []
    worst = rows.row(0, named=True)
    said = (
        f"Least acceptable is {worst['item']}: below adequate for {percent(worst['not acceptable'])} of {worst['n']:,}."
    )
    long = rows.unpivot(ZONES, index="item", variable_name="part", value_name="share").with_columns(
        pl.col("part").replace_strict(ZONES, range(len(ZONES))).alias("place")
    )
    return [parts("Zone of tolerance, by item", said, long, "item", ZONES)]
