"""One row a model of lifetime value and a parameter of the fit that stands tonight.

A fit stays until it is older than `clv_refit_days`, or a new one of the model in use would change the purchases or
the spend that it foretells by more than `clv_drift`; it stays as well when the new one fails.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from transforms.method.clv import bg_bb, bg_nbd, gamma_gamma, sbg
from transforms.method.clv.acceptance import (
    PURCHASE_MODELS,
    Accepted,
    accept,
    drift_between,
    keep,
    keep_after,
    read,
    rows,
)
from transforms.method.clv.fit import Fit
from transforms.method.clv.score import expected_purchases, expected_spend
from transforms.method.clv.season import INDEX, day_number, season_of
from transforms.step import Tables

INPUTS = ("value.summary", "value.season", "value.occasion", "value.contract", "ops.setting")
LAST_NIGHT = ("value.clv_fit",)

AHEAD_DAYS = 365.0
# Customers whose first purchases are not seen would pass for slow ones; they are fitted only when hardly others are.
STATISTICS = """
select repeat_purchases, recency_days, observed_days, count(*) as customers
from value.summary where not is_occasional and {}
group by repeat_purchases, recency_days, observed_days order by repeat_purchases, recency_days, observed_days
"""
CUT = """
select count(*) filter (is_left_truncated) as cut, count(*) as customers from value.summary where not is_occasional
"""
OCCASIONS = """
select repeat_purchases, last_occasion, occasions, count(*) as customers from value.occasion where occasions > 0
group by repeat_purchases, last_occasion, occasions order by repeat_purchases, last_occasion, occasions
"""
RENEWALS = """
select renewals, not is_live as is_lost, count(*) as contracts from value.contract where tenure_months is not null
group by renewals, is_live order by renewals, is_lost
"""
SPENDS = """
select spend_purchases, mean_repeat_spend, count(*) as customers from value.summary where spend_purchases > 0
group by spend_purchases, mean_repeat_spend order by spend_purchases, mean_repeat_spend
"""
SETTING = "select today, currency, clv_unit, clv_model, clv_refit_days, clv_drift from ops.setting"


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.clv_fit`; never an exception for want of data: a model that cannot be fitted says so."""
    setting = tables.read(SETTING).row(0, named=True)
    standing = read(tables.read("select * from last_night.value.clv_fit"))
    cut, customers = tables.read(CUT).row(0)
    statistics = tables.read(STATISTICS.format("true" if 2 * cut > customers else "not is_left_truncated"))
    x, tx, t, weight = (
        statistics[name].to_numpy() for name in ("repeat_purchases", "recency_days", "observed_days", "customers")
    )
    season = season_of(tables.read(INDEX).rows())
    tx, t = season.statistics(x, tx, t, day_number(setting["today"]))
    spend = [column.to_numpy() for column in tables.read(SPENDS)]

    def purchases(fit: Fit) -> float:
        return float(weight @ expected_purchases(fit, x, tx, t, AHEAD_DAYS))

    def spent(fit: Fit) -> float:
        return float(spend[2] @ expected_spend(fit, spend[0], spend[1]))

    def buying(model: str) -> Fit:
        return PURCHASE_MODELS[model](x, tx, t, weight, unit=setting["clv_unit"])

    lead = setting["clv_model"] if setting["clv_model"] in PURCHASE_MODELS else bg_nbd.MODIFIED_NAME
    found = {lead: buying(lead), gamma_gamma.NAME: gamma_gamma.fit(*spend, unit=setting["currency"])}
    drift = {
        model: _drift(standing.get(model), found[model], foretold)
        for model, foretold in ((lead, purchases), (gamma_gamma.NAME, spent))
    }
    why = _why_due(standing.get(lead), drift, setting)
    stand = []
    if (occasions := tables.read(OCCASIONS)).height:
        found[bg_bb.NAME] = bg_bb.fit(*(column.to_numpy() for column in occasions))
    if (renewals := tables.read(RENEWALS)).height:
        found[sbg.NAME] = sbg.fit(*(column.to_numpy() for column in renewals))
    for model in dict.fromkeys((*PURCHASE_MODELS, gamma_gamma.NAME, *found)):
        before, moved = standing.get(model), drift.get(model)
        if before and not why and (model not in found or found[model].is_usable):
            stand.append(keep(before, moved))
            continue
        new = found[model] if model in found else buying(model)
        if before and not new.is_usable:
            stand.append(keep_after(before, new))
        else:
            told = _told(new, cut, customers) if model in PURCHASE_MODELS else new
            stand.append(accept(told, setting["today"], why or "none stood", moved))
    return rows(stand)


def _why_due(standing: Accepted | None, drift: dict[str, float | None], setting: dict[str, Any]) -> str:
    """Why every model is fitted anew tonight; empty when last night's fits may stay."""
    today: date = setting["today"]
    if standing is None:
        return "none stood"
    if standing.fit.unit != setting["clv_unit"]:
        return "the unit of time was changed"
    if (today - standing.fitted_on).days >= setting["clv_refit_days"]:
        return f"that of {standing.fitted_on} was due"
    if any((moved or 0.0) > setting["clv_drift"] for moved in drift.values()):
        return f"that of {standing.fitted_on} no longer foretold the same"
    return ""


def _drift(standing: Accepted | None, new: Fit, foretold: Callable[[Fit], float]) -> float | None:
    if standing is None or not new.is_usable:
        return None
    return drift_between(standing.fit, new, foretold)


def _told(fit: Fit, cut: int, customers: int) -> Fit:
    """The fit, with what was left out of it or kept in spite of doubt."""
    if cut == 0:
        return fit
    if 2 * cut > customers:
        return fit.because("most customers were won before the data begin, so they were fitted although cut short")
    return fit.because(f"{cut} customers won before the data begin were left out")
