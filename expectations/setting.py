"""What a night is told: the day, and every threshold with its default and its reason.

A company overrides a threshold under `[thresholds]` of its `shopkeeper.toml`. Steps read all of it from the
one-row table `ops.setting`.
"""

from dataclasses import dataclass

from expectations.golden_field import STRATEGIES, groups


@dataclass(frozen=True, slots=True)
class Setting:
    """One threshold: column of `ops.setting`, DuckDB type, default, and the sentence that explains it."""

    name: str
    type: str
    default: int | float | str
    reason: str
    pattern: str = ""  # of a text: what it may be, as a regular expression


# Groups of fields of the golden record whose strategy a company may choose; flags have one strategy more.
FLAGS = tuple(group for group, fields in groups().items() if {field.column.type for field in fields} == {"BOOLEAN"})
GROUPS = tuple(group for group in groups() if group not in FLAGS)


def _strategies_pattern() -> str:
    """One or more `group=strategy` parted by commas, or nothing."""
    usual = [strategy for strategy in STRATEGIES if strategy != "any_true"]
    words: dict[str, list[str]] = {"|".join((*GROUPS, *FLAGS)): [*usual], "|".join(FLAGS): ["any_true"]}
    one = "|".join(f"(?:{groups})=(?:{'|'.join(strategies)})" for groups, strategies in words.items())
    return f"(?:(?:{one})(?:, ?(?:{one}))*)?"


SETTINGS = (
    Setting("decline_intervals", "DOUBLE", 2.0, "Silence of more than two usual intervals is a decline."),
    Setting("decline_spend_share", "DOUBLE", 0.5, "Spend of the last 90 days below half of the 90 before is a decline."),
    Setting("decline_p_alive", "DOUBLE", 0.5, "A customer more likely gone than not is in decline."),
    Setting("exit_p_alive", "DOUBLE", 0.2, "Below one chance in five the customer is taken for gone."),
    Setting("warning_intervals", "DOUBLE", 1.5, "Half a usual interval late is early enough to ask a valuable customer why."),
    Setting("warning_spend_share", "DOUBLE", 0.75, "A quarter less spend than in the 90 days before is worth a look at a valuable customer."),
    Setting("warning_renewal_days", "INTEGER", 60, "Two months before a renewal a contract can still be saved."),
    Setting("growth_days", "INTEGER", 180, "A customer is young for half a year after the first purchase."),
    Setting("stage_nights", "INTEGER", 2, "A stage changes only when its evidence held for two runs."),
    Setting("clv_annual_discount", "DOUBLE", 0.10, "Money next year is worth a tenth less; a usual cost of capital."),
    Setting("clv_margin", "DOUBLE", 0.30, "Share of revenue that is margin when no cost is known."),
    Setting("clv_model", "VARCHAR", "mbg_nbd", "MBG/NBD lets one-time buyers be gone, so it is the default; nbd, bg_nbd, pareto_nbd, or best for the one of least error in the backtests."),
    Setting("clv_unit", "VARCHAR", "week", "The papers print parameters a week; day is the other choice, and predictions do not depend on it."),
    Setting("clv_refit_days", "INTEGER", 28, "Four whole weeks: parameters move slowly, and figures that move nightly for no reason are not trusted."),
    Setting("clv_drift", "DOUBLE", 0.05, "A new fit that foretells a twentieth more or less is taken before its time."),
    Setting("clv_referral_share", "DOUBLE", 0.5, "Of the referred, half are taken to have come only because of it; nobody can observe the other half not coming."),
    Setting("clv_holdout_days", "INTEGER", 180, "Half a year is held out in a backtest, or a third of the data when they are shorter."),
    Setting("top_tier_share", "DOUBLE", 0.20, "The best fifth by expected margin is the top tier."),
    Setting("merge_probability", "DOUBLE", 0.95, "Two records are one customer from this match probability on."),
    Setting("review_probability", "DOUBLE", 0.50, "From here to the merge probability a person looks at the pair."),
    Setting("pairs_per_record", "INTEGER", 5, "More candidate pairs a record than this stops matching: blocking is too loose."),
    Setting("model_growth", "DOUBLE", 2.0, "A base grown to more than twice has other frequencies than its matching model learnt: it is trained anew."),
    Setting("merge_jump_share", "DOUBLE", 0.05, "When more than a twentieth of last night's customers are merged away in one night, something else than customers has changed."),
    Setting("shared_value_names", "INTEGER", 5, "A phone or e-mail with more distinct given names than this is a placeholder."),
    Setting("trusted_sources", "VARCHAR", "", "Sources by trust, the most trusted first, as `crm, shop`; the strategy most_trusted asks it.", r"(?:\w+(?:, ?\w+)*)?"),
    Setting("golden_strategies", "VARCHAR", "", "How a company chooses the value of a group of fields itself, as `email=most_trusted, has_dependents=any_true`.", _strategies_pattern()),
    Setting("cluster_size_limit", "INTEGER", 50, "A customer made of more records than this stops the publication."),
    Setting("household_size", "INTEGER", 8, "More persons of one family name behind one door are a dormitory or a placeholder."),
    Setting("landing_days", "INTEGER", 400, "What a source delivered is kept as it came for a year and a month, to look into a figure; then it goes."),
    Setting("removal_share", "DOUBLE", 0.10, "An export that would remove more than this share of its rows stops."),
    Setting("country", "VARCHAR", "CN", "Country of phone numbers written without one."),
    Setting("interval_level", "DOUBLE", 0.95, "Survey figures carry the interval that holds the truth 19 times in 20."),
    Setting("csat_satisfied_percent", "DOUBLE", 75.0, "Four of five stars, three quarters of the scale, is satisfied."),
    Setting("slack_excess", "DOUBLE", 2.0, "Performance two of nine points above importance is more than is asked for."),
    Setting("slack_appropriate", "DOUBLE", -1.0, "Performance at most one of nine points below importance will do."),
    Setting("slack_improve", "DOUBLE", -3.0, "Performance more than three of nine points below importance is urgent."),
    Setting("correlation_customers", "INTEGER", 10, "Of fewer than ten customers a rank correlation says nothing."),
    Setting("internal_respondents", "INTEGER", 5, "In a team of fewer than five answers a colleague is recognised."),
    Setting("served_days", "INTEGER", 90, "A customer's satisfaction is laid at the door of a team that served within the quarter before."),
    Setting("recovery_days", "INTEGER", 30, "What is put right a month later was not put right."),
    Setting("relationship_days", "INTEGER", 365, "A year holds every season of a customer once."),
    Setting("attitude_days", "INTEGER", 730, "What a customer told more than two years ago no longer counts as the attitude of today."),
    Setting("client_purchases", "INTEGER", 2, "Who bought twice in a year came back on purpose."),
    Setting("supporter_closeness", "DOUBLE", 4.0, "From the middle of the seven points of closeness on, a customer feels near."),
    Setting("advocate_nps", "DOUBLE", 9.0, "Nine and ten of ten are promoters."),
    Setting("partner_tenure_months", "INTEGER", 24, "Partnership needs two years of acquaintance."),
    Setting("partner_wallet_share", "DOUBLE", 0.5, "A partner gives us at least half of the spend."),
    Setting("rung_nights", "INTEGER", 2, "A rung is lost only when the lower one was seen on two runs."),
    Setting("loyal_attitude_percent", "DOUBLE", 75.0, "Three quarters of the scale is a favourable attitude."),
    Setting("close_contacts_month", "DOUBLE", 1.0, "Who is met once a month is met often."),
    Setting("disclosed_preferences", "INTEGER", 5, "Who told five things about himself has opened up."),
    Setting("intimate_score", "DOUBLE", 0.6, "More than half of all signs of nearness: intimate."),
    Setting("familiar_score", "DOUBLE", 0.3, "A third of the signs of nearness: familiar; below it distant."),
    Setting("preference_half_life_days", "INTEGER", 365, "A preference a year old is half as sure as a fresh one."),
    Setting("contact_cap", "INTEGER", 4, "Whom we addressed four times in a month is left in peace: a fifth time is a bother."),
    Setting("contact_cap_days", "INTEGER", 30, "The days over which contacts that we began and plays are counted against the cap."),
    Setting("play_rest_days", "INTEGER", 90, "A play comes again to the same customer a quarter after its window at the earliest."),
)
