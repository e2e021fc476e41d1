"""Which fit stands tonight: the new one, or the last accepted one while it is young and still foretells the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256

import polars as pl

from transforms.method.clv import bg_bb, bg_nbd, gamma_gamma, nbd, pareto_nbd, sbg
from transforms.method.clv.fit import Fit

PURCHASE_MODELS: dict[str, Callable[..., Fit]] = {
    nbd.NAME: nbd.fit,
    bg_nbd.NAME: partial(bg_nbd.fit, is_modified=False),
    bg_nbd.MODIFIED_NAME: bg_nbd.fit,
    pareto_nbd.NAME: pareto_nbd.fit,
}
PARAMETERS = {
    nbd.NAME: nbd.PARAMETERS,
    bg_nbd.NAME: bg_nbd.PARAMETERS,
    bg_nbd.MODIFIED_NAME: bg_nbd.PARAMETERS,
    pareto_nbd.NAME: pareto_nbd.PARAMETERS,
    gamma_gamma.NAME: gamma_gamma.PARAMETERS,
    bg_bb.NAME: bg_bb.PARAMETERS,
    sbg.NAME: sbg.PARAMETERS,
}
SCHEMA = {
    "model": pl.String,
    "parameter": pl.String,
    "estimate": pl.Float64,
    "standard_error": pl.Float64,
    "log_likelihood": pl.Float64,
    "unit": pl.String,
    "verdict": pl.String,
    "fit_id": pl.String,
    "fitted_on": pl.Date,
    "customers": pl.Int64,
    "reason": pl.String,
    "basis": pl.String,
    "basis_reason": pl.String,
    "drift": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A fit with its name, the night it was made, why it stands tonight, and how far a new one differs."""

    fit: Fit
    fit_id: str
    fitted_on: date
    basis: str
    basis_reason: str
    drift: float | None = None


def accept(new: Fit, today: date, why: str, drift: float | None = None) -> Accepted:
    """The new fit, named by what it says."""
    return Accepted(new, _name(new), today, "fitted" if new.is_usable else "failed", why, drift)


def keep(standing: Accepted, drift: float | None = None) -> Accepted:
    """The fit of an earlier night, which nothing asks to renew."""
    return replace(standing, basis="kept", basis_reason="young, and the customers have not changed", drift=drift)


def keep_after(standing: Accepted, failure: Fit) -> Accepted:
    """The fit of an earlier night, because tonight's failed."""
    return replace(standing, basis="kept_after_failure", basis_reason=f"tonight: {failure.reason}", drift=None)


def drift_between(standing: Fit, new: Fit, foretold: Callable[[Fit], float]) -> float:
    """How much a total that is foretold changes from one fit to the other, as a share without its sign."""
    before = foretold(standing)
    return abs(foretold(new) / before - 1) if before > 0 else float("inf")


def rows(accepted: list[Accepted]) -> pl.DataFrame:
    """One row a model and parameter, as `value.clv_fit` holds them; NULL for what a failed fit does not have."""
    said = []
    for one in accepted:
        fit = one.fit
        names = PARAMETERS[fit.model]
        for name in names:
            said.append(
                (
                    fit.requested,
                    name,
                    fit.parameters.get(name),
                    fit.standard_errors.get(name),
                    fit.log_likelihood,
                    fit.unit,
                    fit.verdict,
                    one.fit_id,
                    one.fitted_on,
                    round(fit.customers),
                    fit.reason,
                    one.basis,
                    one.basis_reason,
                    one.drift,
                )
            )
    frame = pl.DataFrame(said, schema=SCHEMA, orient="row")
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))


def read(frame: pl.DataFrame) -> dict[str, Accepted]:
    """Model -> the usable fit that rows of `value.clv_fit` hold."""
    usable = frame.filter(pl.col("verdict") != "failed").sort("model", "parameter")
    found = {}
    for (model,), part in usable.group_by("model", maintain_order=True):
        first = part.row(0, named=True)
        errors = part.select("parameter", pl.col("standard_error").fill_null(float("nan")))
        fit = Fit(
            model=nbd.NAME if first["verdict"] == "no_dropout" and model in PURCHASE_MODELS else str(model),
            requested=str(model),
            parameters=dict(part.select("parameter", "estimate").iter_rows()),
            standard_errors=dict(errors.iter_rows()),
            log_likelihood=first["log_likelihood"],
            unit=first["unit"],
            verdict=first["verdict"],
            reason=first["reason"],
            customers=float(first["customers"]),
            evaluations=0,
        )
        named = (first[column] for column in ("fit_id", "fitted_on", "basis", "basis_reason", "drift"))
        found[str(model)] = Accepted(fit, *named)
    return found


def _name(fit: Fit) -> str:
    kind = (fit.requested, fit.model, fit.unit, fit.verdict)
    said = (*kind, sorted(fit.parameters.items()), fit.log_likelihood, fit.customers)
    return sha256(repr(said).encode()).hexdigest()[:16]
