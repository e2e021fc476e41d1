"""One row a term of contract: how its renewals are taken, by the sBG, and what a new contract is expected to last.

A contract by the month faces a renewal each month, any other each year. A contract that is over has refused its last
renewal; one that stands has taken all so far. Contracts whose length nobody tells are left out.
"""

import polars as pl

from transforms.method.clv import sbg
from transforms.step import Tables

INPUTS = ("value.contract", "ops.setting")

YEAR = 12
CONTRACTS = """
select coalesce(term, 'untold') as term, period_months, renewals, is_live, count(*) as contracts
from value.contract
where tenure_months is not null
group by coalesce(term, 'untold'), period_months, renewals, is_live
order by term, renewals, is_live
"""
SCHEMA = {
    "term": pl.String,
    "period_months": pl.Int64,
    "contracts": pl.Int64,
    "lost": pl.Int64,
    "alpha": pl.Float64,
    "beta": pl.Float64,
    "alpha_standard_error": pl.Float64,
    "beta_standard_error": pl.Float64,
    "log_likelihood": pl.Float64,
    "verdict": pl.String,
    "first_retention": pl.Float64,
    "survival_12m": pl.Float64,
    "discounted_renewals": pl.Float64,
    "reason": pl.String,
}


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.retention`; figures are NULL, with a reason, where a term cannot be fitted."""
    rate = tables.read("select clv_annual_discount from ops.setting").item()
    rows = tables.read(CONTRACTS)
    told = [_told(part, rate) for (_,), part in rows.group_by("term", maintain_order=True)]
    frame = pl.DataFrame(told, schema=SCHEMA, orient="row")
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))


def _told(part: pl.DataFrame, rate: float) -> tuple[object, ...]:
    term, period = part.row(0)[:2]
    lost, weight = ~part["is_live"].to_numpy(), part["contracts"].to_numpy()
    fit = sbg.fit(part["renewals"].to_numpy(), lost, weight)
    head = (term, period, int(weight.sum()), int(weight[lost].sum()))
    if not fit.is_usable:
        return (*head, *[None] * 5, fit.verdict, *[None] * 3, fit.reason)
    a, e = fit.parameters, fit.standard_errors
    first = float(sbg.retention(a, [1])[0])
    year = float(sbg.survival(a, [YEAR // period])[0])
    ahead = float(sbg.residual_renewals(a, [0], (1 + rate) ** (period / YEAR) - 1)[0]) if rate > 0 else None
    fitted = (a["alpha"], a["beta"], e["alpha"], e["beta"], fit.log_likelihood)
    return (*head, *fitted, fit.verdict, first, year, ahead, fit.reason)
