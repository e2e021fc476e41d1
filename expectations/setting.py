"""What a night is told: the day, and every threshold with its default and its reason.

A company overrides a threshold under `[thresholds]` of its `shopkeeper.toml`. Steps read all of it from the
one-row table `ops.setting`.
"""

from dataclasses import dataclass

from expectations.golden_field import groups


@dataclass(frozen=True, slots=True)
class Setting:
    """One threshold: column of `ops.setting`, DuckDB type, default, and the sentence that explains it.

    A number lies from `low` to `high`, both allowed. A text is one of `values`, or fits the regular expression
    `pattern`, where these are said.
    """

    name: str
    type: str
    default: int | float | str
    reason: str
    pattern: str = ""
    low: float = 0
    high: float = 1_000_000
    values: tuple[str, ...] = ()


# Groups of fields of the golden record whose strategy a company may choose; flags have one strategy more.
FLAGS = tuple(group for group, fields in groups().items() if {field.column.type for field in fields} == {"BOOLEAN"})
GROUPS = tuple(group for group in groups() if group not in FLAGS)

SETTINGS = (
    Setting("decline_intervals", "DOUBLE", 2.0, "Silence of more than two usual intervals is a decline.", low=1,
            high=100),
    Setting("decline_spend_share", "DOUBLE", 0.5, "Spend of the last 90 days below half of the 90 before is a decline.",
            high=1),
    Setting("decline_p_alive", "DOUBLE", 0.5, "A customer more likely gone than not is in decline.", high=1),
    Setting("exit_p_alive", "DOUBLE", 0.2, "Below one chance in five the customer is taken for gone.", high=1),
    Setting("warning_intervals", "DOUBLE", 1.5,
            "Half a usual interval late is early enough to ask a valuable customer why.", low=1, high=100),
    Setting("warning_spend_share", "DOUBLE", 0.75,
            "A quarter less spend than in the 90 days before is worth a look at a valuable customer.", high=1),
    Setting("warning_renewal_days", "INTEGER", 60, "Two months before a renewal a contract can still be saved.",
            high=3650),
    Setting("growth_days", "INTEGER", 180, "A customer is young for half a year after the first purchase.", low=1,
            high=3650),
    Setting("stage_nights", "INTEGER", 2, "A stage changes only when its evidence held for two runs.", low=1, high=365),
    Setting("clv_annual_discount", "DOUBLE", 0.10, "Money next year is worth a tenth less; a usual cost of capital.",
            high=10),
    Setting("clv_margin", "DOUBLE", 0.30, "Share of revenue that is margin when no cost is known.", high=1),
    Setting("clv_model", "VARCHAR", "mbg_nbd",
            "MBG/NBD lets one-time buyers be gone, so it is the default; nbd, bg_nbd, pareto_nbd, or best for the "
            "one of least error in the backtests.", values=("mbg_nbd", "nbd", "bg_nbd", "pareto_nbd", "best")),
    Setting("clv_unit", "VARCHAR", "week",
            "The papers print parameters a week; day is the other choice, and predictions do not depend on it.",
            values=("week", "day")),
    Setting("clv_refit_days", "INTEGER", 28,
            "Four whole weeks: parameters move slowly, and figures that move nightly for no reason are not trusted.",
            low=1, high=3650),
    Setting("clv_drift", "DOUBLE", 0.05, "A new fit that foretells a twentieth more or less is taken before its time.",
            high=1),
    Setting("clv_referral_share", "DOUBLE", 0.5,
            "Of the referred, half are taken to have come only because of it; nobody can observe the other half not "
            "coming.", high=1),
    Setting("clv_holdout_days", "INTEGER", 180,
            "Half a year is held out in a backtest, or a third of the data when they are shorter.", low=1, high=3650),
    Setting("top_tier_share", "DOUBLE", 0.20, "The best fifth by expected margin is the top tier.", high=1),
    Setting("merge_probability", "DOUBLE", 0.95, "Two records are one customer from this match probability on.",
            low=0.5, high=1),
    Setting("review_probability", "DOUBLE", 0.50, "From here to the merge probability a person looks at the pair.",
            high=1),
    Setting("pairs_per_record", "INTEGER", 5,
            "More candidate pairs a record than this stops matching: blocking is too loose.", low=1, high=1000),
    Setting("model_growth", "DOUBLE", 2.0,
            "A base grown to more than twice has other frequencies than its matching model learnt: it is trained anew.",
            low=1, high=1000),
    Setting("merge_jump_share", "DOUBLE", 0.05,
            "When more than a twentieth of last night's customers are merged away in one night, something else than "
            "customers has changed.", high=1),
    Setting("shared_value_names", "INTEGER", 5,
            "A phone or e-mail with more distinct given names than this is a placeholder.", low=1, high=1000),
    Setting("trusted_sources", "VARCHAR", "",
            "Sources by trust, the most trusted first, as `crm, shop`; the strategy most_trusted asks it.",
            r"(?:\w+(?:, ?\w+)*)?"),
    Setting("golden_strategies", "VARCHAR", "",
            "How a company chooses the value of a group of fields itself, as `email=most_trusted, "
            "has_dependents=any_true`."),
    Setting("cluster_size_limit", "INTEGER", 50, "A customer made of more records than this stops the publication.",
            low=2, high=100000),
    Setting("household_size", "INTEGER", 8,
            "More persons of one family name behind one door are a dormitory or a placeholder.", low=2, high=1000),
    Setting("landing_days", "INTEGER", 400,
            "What a source delivered is kept as it came for a year and a month, to look into a figure; then it goes.",
            low=1, high=36500),
    Setting("removal_share", "DOUBLE", 0.10, "An export that would remove more than this share of its rows stops.",
            high=1),
    Setting("country", "VARCHAR", "CN", "Country of phone numbers written without one.", r"[A-Z]{2}"),
    Setting("interval_level", "DOUBLE", 0.95, "Survey figures carry the interval that holds the truth 19 times in 20.",
            low=0.5, high=0.999),
    Setting("csat_satisfied_percent", "DOUBLE", 75.0, "Four of five stars, three quarters of the scale, is satisfied.",
            high=100),
    Setting("slack_excess", "DOUBLE", 2.0, "Performance two of nine points above importance is more than is asked for.",
            low=-8, high=8),
    Setting("slack_appropriate", "DOUBLE", -1.0, "Performance at most one of nine points below importance will do.",
            low=-8, high=8),
    Setting("slack_improve", "DOUBLE", -3.0, "Performance more than three of nine points below importance is urgent.",
            low=-8, high=8),
    Setting("correlation_customers", "INTEGER", 10, "Of fewer than ten customers a rank correlation says nothing.",
            low=3, high=1000000),
    Setting("internal_respondents", "INTEGER", 5, "In a team of fewer than five answers a colleague is recognised.",
            low=1, high=1000),
    Setting("served_days", "INTEGER", 90,
            "A customer's satisfaction is laid at the door of a team that served within the quarter before.", low=1,
            high=3650),
    Setting("recovery_days", "INTEGER", 30, "What is put right a month later was not put right.", low=1, high=3650),
    Setting("relationship_days", "INTEGER", 365, "A year holds every season of a customer once.", low=1, high=3650),
    Setting("attitude_days", "INTEGER", 730,
            "What a customer told more than two years ago no longer counts as the attitude of today.", low=1,
            high=3650),
    Setting("client_purchases", "INTEGER", 2, "Who bought twice in a year came back on purpose.", low=1, high=1000),
    Setting("supporter_closeness", "DOUBLE", 4.0,
            "From the middle of the seven points of closeness on, a customer feels near.", low=1, high=7),
    Setting("advocate_nps", "DOUBLE", 9.0, "Nine and ten of ten are promoters.", high=10),
    Setting("partner_tenure_months", "INTEGER", 24, "Partnership needs two years of acquaintance.", high=1200),
    Setting("partner_wallet_share", "DOUBLE", 0.5, "A partner gives us at least half of the spend.", high=1),
    Setting("rung_nights", "INTEGER", 2, "A rung is lost only when the lower one was seen on two runs.", low=1,
            high=365),
    Setting("loyal_attitude_percent", "DOUBLE", 75.0, "Three quarters of the scale is a favourable attitude.",
            high=100),
    Setting("close_contacts_month", "DOUBLE", 1.0, "Who is met once a month is met often.", high=1000),
    Setting("disclosed_preferences", "INTEGER", 5, "Who told five things about himself has opened up.", low=1,
            high=1000),
    Setting("intimate_score", "DOUBLE", 0.6, "More than half of all signs of nearness: intimate.", high=1),
    Setting("familiar_score", "DOUBLE", 0.3, "A third of the signs of nearness: familiar; below it distant.", high=1),
    Setting("preference_half_life_days", "INTEGER", 365, "A preference a year old is half as sure as a fresh one.",
            low=1, high=36500),
    Setting("contact_cap", "INTEGER", 4,
            "Whom we addressed four times in a month is left in peace: a fifth time is a bother.", high=1000),
    Setting("contact_cap_days", "INTEGER", 30,
            "The days over which contacts that we began and plays are counted against the cap.", low=1, high=3650),
    Setting("play_rest_days", "INTEGER", 90,
            "A play comes again to the same customer a quarter after its window at the earliest.", high=3650),
)

# The first of two is never above the second: between them lies what the second alone would take.
ORDERED = (
    ("review_probability", "merge_probability"),
    ("warning_intervals", "decline_intervals"),
    ("decline_spend_share", "warning_spend_share"),
    ("exit_p_alive", "decline_p_alive"),
    ("slack_improve", "slack_appropriate"),
    ("slack_appropriate", "slack_excess"),
    ("familiar_score", "intimate_score"),
)
