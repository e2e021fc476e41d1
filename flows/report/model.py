"""How far the lifetime-value model can be trusted: its fit, its backtests, its own past, and whom it holds alive."""

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Plot, table
from flows.report.number import count, percent
from flows.report.past import past
from flows.report.plot import category, heat

FITS = """
select model, replace(verdict, '_', ' ') as "verdict", reason as "why", basis, basis_reason as "why it stands",
  customers, fitted_on as "fitted on",
  format('{:,.2f}', log_likelihood) as "log-likelihood", unit as "unit of time"
from value.clv_fit group by all order by model
"""
PARAMETERS = """
select model, parameter, estimate, standard_error as "standard error" from value.clv_fit order by model, parameter
"""
GRADE = """
select model, cutoff_on as "shown up to", horizon_days as "days foretold", customers,
  actual_purchases as "purchases that came", expected_purchases as "foretold", bias as "bias, share",
  mean_absolute_error as "error a customer", naive_rate_error as "error of own rate",
  same_as_last_error as "error of last period", grade
from value.clv_grade order by model, cutoff_on desc
"""
FREQUENCIES = ("0", "1", "2", "3", "4", "5-6", "7-9", "10+")
SILENCES = ("0-1", "1-2", "2-3", "3-6", "6-12", "12+")
ALIVE = """
select repeat_purchases as frequency, silent_months as silence, p_alive as alive, customers
from value.alive_matrix order by frequency, silence
"""


def model(analyst: Analyst) -> list[Block]:
    """The fits, the backtests, and the matrix of who is taken to be alive."""
    fits = analyst.rows(FITS)
    if fits.is_empty():
        return []
    return [
        *past(analyst),
        *_alive(analyst.rows(ALIVE)),
        *table("Parameters", analyst.rows(PARAMETERS)),
        *table(
            "Backtests: what the model foretold from a past day, beside two rules that need no model",
            analyst.rows(GRADE),
        ),
        *table("Fits", fits),
    ]


def _alive(rows: pl.DataFrame) -> list[Plot]:
    if rows.is_empty():
        return []
    customers = int(rows["customers"].sum())
    alive = float((rows["alive"] * rows["customers"]).sum())
    said = f"Of {count(customers, 'customer')} {alive:,.0f} ({percent(alive / customers)}) are expected to buy again."
    ordered = rows.sort("alive", "silence", "frequency").rows(named=True)
    surest, least = (
        f"{one['frequency']} repeat purchases and {one['silence']} months of silence ({percent(one['alive'])})"
        for one in (ordered[-1], ordered[0])
    )
    said += f" Surest are those with {surest}, least sure those with {least}."
    x = category("frequency", "repeat purchases so far", FREQUENCIES)
    y = category("silence", "months since the last purchase", SILENCES)
    return [heat("Who is still a customer", said, rows, x, y, "alive")]
