"""What a night is told: the day, and every threshold with its default and its reason.

A company overrides a threshold under `[thresholds]` of its `shopkeeper.toml`. Steps read all of it from the
one-row table `ops.setting`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One threshold: column of `ops.setting`, DuckDB type, default, and the sentence that explains it."""

    name: str
    type: str
    default: int | float | str
    reason: str


SETTINGS = (
    Setting("decline_intervals", "DOUBLE", 2.0, "Silence of more than two usual intervals is a decline."),
    Setting("decline_spend_share", "DOUBLE", 0.5, "Spend of the last 90 days below half of the 90 before is a decline."),
    Setting("decline_p_alive", "DOUBLE", 0.5, "A customer more likely gone than not is in decline."),
    Setting("exit_p_alive", "DOUBLE", 0.2, "Below one chance in five the customer is taken for gone."),
    Setting("growth_days", "INTEGER", 180, "A customer is young for half a year after the first purchase."),
    Setting("stage_nights", "INTEGER", 2, "A stage changes only when its evidence held for two runs."),
    Setting("clv_annual_discount", "DOUBLE", 0.10, "Money next year is worth a tenth less; a usual cost of capital."),
    Setting("clv_horizon_months", "INTEGER", 12, "One year is the horizon that budgets are made for."),
    Setting("clv_margin", "DOUBLE", 0.30, "Share of revenue that is margin when no cost is known."),
    Setting("clv_model", "VARCHAR", "mbg_nbd", "MBG/NBD lets one-time buyers be gone, so it is the default."),
    Setting("top_tier_share", "DOUBLE", 0.20, "The best fifth by expected margin is the top tier."),
    Setting("merge_probability", "DOUBLE", 0.95, "Two records are one customer from this match probability on."),
    Setting("review_probability", "DOUBLE", 0.50, "From here to the merge probability a person looks at the pair."),
    Setting("pairs_per_record", "INTEGER", 5, "More candidate pairs a record than this stops matching: blocking is too loose."),
    Setting("shared_value_names", "INTEGER", 5, "A phone or e-mail with more distinct given names than this is a placeholder."),
    Setting("cluster_size_limit", "INTEGER", 50, "A customer made of more records than this stops the publication."),
    Setting("removal_share", "DOUBLE", 0.10, "An export that would remove more than this share of its rows stops."),
    Setting("country", "VARCHAR", "CN", "Country of phone numbers written without one."),
)
