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
with customer as (
  select s.x, (s.t_days - s.tx_days) / 30.4375 as months, c.p_alive
  from value.summary s inner join value.clv c on s.customer_id = c.customer_id where c.p_alive is not null
)
select
  case when x <= 4 then cast(x as varchar) when x <= 6 then '5-6' when x <= 9 then '7-9' else '10+' end as frequency,
  case when months < 1 then '0-1' when months < 2 then '1-2' when months < 3 then '2-3' when months < 6 then '3-6'
    when months < 12 then '6-12' else '12+' end as silence,
  round(avg(p_alive), 6) as alive, count(*) as customers
from customer group by frequency, silence order by frequency, silence
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
