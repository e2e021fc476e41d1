"""One row a contract that stands: the margin that it is expected to bring, renewal by renewal, by the sBG.

The margin of a month counts from its middle. Renewals are taken as the contracts of the same term take theirs, or as
all of the company's do where those of the term cannot be fitted.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from transforms.method.clv import sbg
from transforms.method.clv.acceptance import read
from transforms.step import Tables

INPUTS = ("value.contract", "value.retention", "value.clv_fit", "ops.setting")

YEAR = 12
CONTRACTS = """
select contract.customer_id, contract.subscription_key, coalesce(contract.term, 'untold') as term,
    contract.period_months, contract.renewals, contract.monthly_amount,
    case when contract.renews_on > today
        then least(greatest(date_diff('month', today, contract.renews_on), 1), contract.period_months)
        else contract.period_months - coalesce(contract.tenure_months, 0) % contract.period_months end as months_left
from value.contract as contract, ops.setting
where contract.is_live order by contract.customer_id, contract.subscription_key
"""
TERMS = "select term, alpha, beta from value.retention where verdict <> 'failed'"
ALIKE = ("term", "period_months", "renewals", "months_left")
FIGURES = (
    "p_renewal",
    "expected_months_12m",
    "discounted_months_12m",
    "discounted_months",
    "low_months",
    "high_months",
)


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.contract_value`; figures are NULL, with a reason, where they cannot be told."""
    rate, margin, level = tables.read("select clv_annual_discount, clv_margin, interval_level from ops.setting").row(0)
    rows = tables.read(CONTRACTS)
    terms = {term: {"alpha": alpha, "beta": beta} for term, alpha, beta in tables.read(TERMS).iter_rows()}
    company = read(tables.read("select * from value.clv_fit")).get(sbg.NAME)
    told = []
    for term, period, renewals, left in rows.select(ALIKE).unique(maintain_order=True).iter_rows():
        parameters = terms.get(term) or (company.fit.parameters if company else None)
        basis = "term" if term in terms else "company" if company else "none"
        figures = _figures(parameters, renewals, period, left, rate, level) if parameters else [None] * len(FIGURES)
        told.append((term, period, renewals, left, basis, *figures))
    kinds = {name: rows.schema[name] for name in ALIKE} | {"basis": pl.String} | dict.fromkeys(FIGURES, pl.Float64)
    alike = pl.DataFrame(told, schema=kinds, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))
    month = (pl.col("monthly_amount").cast(pl.Float64) * margin).alias("margin_month")
    valued = rows.join(alike, on=ALIKE, how="left", maintain_order="left").with_columns(month)
    money = {"margin_month": pl.lit(1.0), "clv_12m": pl.col("discounted_months_12m")}
    money |= {"clv_residual": pl.col("discounted_months")}
    money |= {"clv_low": pl.col("low_months"), "clv_high": pl.col("high_months")}
    amounts = [(pl.col("margin_month") * times).round(4).cast(pl.Decimal(18, 4)).alias(n) for n, times in money.items()]
    reason = (
        pl.when(pl.col("basis") == "none")
        .then(pl.lit("no contract has been lost or kept long enough to tell how renewals are taken"))
        .when(pl.col("monthly_amount").is_null())
        .then(pl.lit("no source tells its price in the currency of the company"))
        .alias("reason")
    )
    kept = ("customer_id", "subscription_key", "term", "renewals", "months_left", "basis", *FIGURES[:4])
    return valued.select(*kept, *amounts, reason)


def _figures(
    parameters: Mapping[str, float], renewals: int, period: int, left: int, rate: float, level: float
) -> list[Any]:
    """Chance of the next renewal; months of the next twelve, expected and discounted; for ever; and their interval."""
    later = np.arange(1, YEAR // period + 2)  # renewals to come
    stays = sbg.survival(parameters, renewals + later) / sbg.survival(parameters, [renewals])
    starts = left + period * (later - 1)
    length = np.clip(YEAR - starts, 0, period)
    sure = min(left, YEAR)
    year = _annuity(rate, 0, sure) + sum(
        share * _annuity(rate, start, start + months)
        for share, start, months in zip(stays, starts, length, strict=True)
    )
    ever = float("nan")
    if rate > 0:
        step = (1 + rate) ** (period / YEAR)
        ahead = step * float(sbg.residual_renewals(parameters, [renewals], step - 1)[0])
        ever = _annuity(rate, 0, left) + ahead * _annuity(rate, left, left + period)
    months = np.append(sure, sure + np.cumsum(length))  # in force when so many renewals are taken
    tail = (1 - level) / 2
    low, high = (_annuity(rate, 0, int(months[np.count_nonzero(stays > above)])) for above in (1 - tail, tail))
    return [float(stays[0]), float(sure + stays @ length), year, ever, low, high]


def _annuity(rate: float, start: Any, end: Any) -> float:
    """Worth today of one in the middle of each month from `start` to `end`."""
    months = np.arange(start, end) + 0.5
    return float(((1 + rate) ** (-months / YEAR)).sum())
