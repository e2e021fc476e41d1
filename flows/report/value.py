"""What customers are worth: equity, tiers, how few bring how much, profit by year of the relationship."""

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Figures, Plot, table
from flows.report.number import UNKNOWN, count, money, percent
from flows.report.plot import ACCENT, INK, LINE, Spec, draw, lines, quantity

EQUITY = "select * from value.customer_equity"
TIERS = """
select coalesce(value_tier, 'none') as "tier", count(*) as "customers",
  count(*)::double / sum(count(*)) over () as "share of customers",
  sum(revenue) as "revenue so far", sum(net_profit) as "net profit so far",
  sum(coalesce(clv_12m + coalesce(contract_clv_12m, 0), contract_clv_12m)) as "value, next 12 months",
  sum(coalesce(clv_residual + coalesce(contract_clv_residual, 0), contract_clv_residual)) as "value from now on"
from value.customer_value group by value_tier
order by list_position(['top', 'rising', 'fading', 'transactional'], value_tier) nulls last
"""
CONCENTRATION = """
select replace(measure, '_', ' ') as "measure", from_on as "from", to_on as "to",
  case when is_with_zero_customers then 'all' else 'without those at nought' end as "customers counted",
  customers as "customers", total as "total", top_20_share as "share of the best fifth", gini as "Gini coefficient",
  whale_peak as "peak share"
from value.concentration
qualify is_with_zero_customers or customers < max(customers) over (partition by measure, period)
order by measure, period desc, is_with_zero_customers desc
"""
REASONS = "select distinct reason from value.concentration where reason is not null order by reason"
PEAK = """
select * from value.concentration where measure = 'net_profit' and period = 'all' and is_with_zero_customers
"""
WHALE = """
select 0.0 as customers, 0.0 as profit
union all
select customer_share, profit_share from value.whale_curve order by customers
"""
TENURE = """
select tenure_year as "year", customers as "won so long ago", survivors as "bought in it",
  profit_per_acquired as "per customer won", profit_per_survivor as "per customer who bought"
from value.tenure_profit order by tenure_year
"""
TREATMENT = """
select value_tier as "tier", customers, margin_share as "share of margin", cost_share as "share of costs of serving",
  contacts_per_customer as "contacts a customer", discount_share as "discount share", over_served as "over-served",
  under_served as "under-served", costly as "cost more than they bring"
from value.treatment_summary
order by list_position(['top', 'rising', 'fading', 'transactional', 'none'], value_tier)
"""


RULES = """
select claim, figure as "figure here", n as "of how many", low as "from", high as "up to", from_on as "first day",
  to_on as "last day", verdict
from value.rule_of_thumb where verdict <> 'untold'
order by list_position(['holds', 'undecided', 'fails'], verdict), claim
"""


def value(analyst: Analyst) -> list[Block]:
    """Equity with its range, tiers, concentration with the whale curve, and the profit curve."""
    tiers = analyst.rows(TIERS)
    if tiers.is_empty():
        return []
    reasons = analyst.rows(REASONS)["reason"].to_list()
    missing = f"{UNKNOWN}: {'; '.join(reasons)}." if reasons else ""
    return [
        *_equity(analyst),
        *table("Value tiers", tiers, analyst.currency),
        *_whale(analyst),
        *_tenure(analyst),
        *table("What a tier is given and what it brings, twelve months", analyst.rows(TREATMENT), analyst.currency),
        *table("Rules of thumb, put to the ledger", analyst.rows(RULES), analyst.currency),
        *table("Concentration", analyst.rows(CONCENTRATION), analyst.currency, missing),
    ]


def _equity(analyst: Analyst) -> list[Block]:
    found = analyst.first(EQUITY)
    if not found or found["equity"] is None:
        return []
    currency, low, high = analyst.currency, found["equity_12m_low"], found["equity_12m_high"]
    reach = found["reason"] or f"{money(low, currency)} to {money(high, currency)} by the bias of backtests"
    valued = f"{count(found['customers_valued'], 'customer')} of {found['customers']:,} with a lifetime value"
    entries = (
        ("value from now on", money(found["equity"], currency), valued),
        ("value, next 12 months", money(found["equity_12m"], currency), reach),
    )
    return [Figures(entries)]


def _whale(analyst: Analyst) -> list[Plot]:
    rows, peak = analyst.rows(WHALE), analyst.first(PEAK)
    if rows.height < 3 or not peak or peak["whale_peak"] is None:
        return []
    said = (
        f"The best fifth of {count(peak['customers'], 'customer')} brings {percent(peak['top_20_share'])} of all net "
        f"profit ({money(peak['total'], analyst.currency)})"
    )
    if peak["whale_peak"] > 1:
        said += (
            f"; the curve peaks at {percent(peak['whale_peak'])} with {percent(peak['whale_peak_customer_share'])} of "
            "customers, and the others cost more than they bring"
        )
    x = quantity("customers", "share of customers, the most profitable first", ".0%", scale={"domain": [0, 1]})
    y = quantity("profit", "share of net profit", ".0%")
    area = {"type": "area", "fill": LINE, "fillOpacity": 0.5, "line": {"stroke": ACCENT}}
    layers: list[Spec] = [{"mark": area, "encoding": {"x": x, "y": y}}]
    for guide in ({"y": {"datum": 1}}, {"x": {"datum": 0.2}}):
        rule = {"type": "rule", "stroke": INK, "strokeDash": [2, 3]}
        layers.append({"data": {"values": [{}]}, "mark": rule, "encoding": guide})
    return [draw("Whale curve", said + ".", rows, {"layer": layers})]


def _tenure(analyst: Analyst) -> list[Block]:
    years = analyst.rows(TENURE)
    if years.is_empty():
        return []
    names = ["per customer won", "per customer who bought"]
    long = years.unpivot(names, index="year", variable_name="series", value_name="profit").drop_nulls()
    long = long.with_columns(pl.col("profit").cast(pl.Float64))
    first, last = years.row(0, named=True), years.row(-1, named=True)
    plots: list[Block] = []
    if years.height > 1 and last[names[0]] is not None and first[names[0]]:
        said = (
            f"A customer won brings {money(first[names[0]], analyst.currency)} in the first year and "
            f"{money(last[names[0]], analyst.currency)} in year {last['year']}; those who still buy then bring "
            f"{money(last[names[1]], analyst.currency)} each, and {count(last['bought in it'], 'customer')} of "
            f"{last['won so long ago']:,} do."
        )
        x = quantity("year", "year of the relationship", "d", scale={"zero": False})
        x["axis"]["values"] = years["year"].to_list()
        y = quantity("profit", f"profit a year, {analyst.currency}")
        plots.append(lines("Profit by year of the relationship", said, long, x, y, names))
    note = "Margin of sales less costs of serving; years lived whole only."
    return [*plots, *table("Profit by year of the relationship", years, analyst.currency, note)]
