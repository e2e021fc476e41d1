"""Whom the company means by a word: the wide row that predicates run on, segments, who moved, what is done for whom."""

from dataclasses import replace
from typing import Literal, get_args

from expectations.core import MONEY
from expectations.golden_field import in_block
from expectations.identity import CUSTOMER
from expectations.lifecycle import LIFECYCLE, STAGE_EVIDENCE
from expectations.relationship import ATTITUDE, RELATIONSHIP_LADDER, RELATIONSHIP_LEVEL, RUNG_EVIDENCE, WIN_WIN
from expectations.satisfaction import MOMENT_OF_TRUTH_SUMMARY, bounds, figure
from expectations.table import Column, Table
from expectations.value import CLV, CONTRACT_SUMMARY, CUSTOMER_VALUE, RFM, SUMMARY, TREND

CUSTOMER_ID = CUSTOMER.column("customer_id")
SEGMENT = Column("segment", "VARCHAR", "Name of the segment.", "key", required=True, chinese="分群")


def _of(table: Table, *names: str) -> tuple[Column, ...]:
    """Columns as declared by the table that makes them; a customer may have none of them."""
    return tuple(replace(table.column(name), required=False) for name in names)


CUSTOMER_360 = Table(
    "segment.customer_360",
    "One row a customer with what is known of it, without anything that says directly who it is: the columns that "
    "predicates of segments may name.",
    (
        CUSTOMER_ID,
        CUSTOMER.column("party_type"),
        *_of(CUSTOMER, *in_block("kind"), *in_block("profile")),
        Column("age_years", "BIGINT", "Age on the night's day, in whole years.", "quasi_id",
               category="user.demographic.age_range", chinese="年龄"),
        *_of(CUSTOMER, *in_block("place"), *in_block("organisation")),
        Column("has_email", "BOOLEAN", "An e-mail is known.", required=True, chinese="有邮箱"),
        Column("has_phone", "BOOLEAN", "A phone is known.", required=True, chinese="有电话"),
        Column("has_address", "BOOLEAN", "A street is known.", required=True, chinese="有地址"),
        *_of(CUSTOMER, *in_block("acquisition"), "records", "sources"),
        Column("tenure_days", "BIGINT",
               "Days since the customer was won, or since the first purchase or contract when that came earlier.",
               chinese="客户年限天数"),
        *_of(SUMMARY, "purchases", "first_on", "last_on"),
        Column("recency_days", "BIGINT", "Days from the last purchase to today.", chinese="最近购买天数"),
        *_of(STAGE_EVIDENCE, "usual_interval_days"),
        *_of(TREND, "purchases_12m", "revenue_90d", "revenue_90d_before"),
        *_of(RFM, "recency_score", "frequency_score", "monetary_score", "rfm_score", "rfm_segment"),
        *_of(CUSTOMER_VALUE, "revenue", "margin", "cost_to_serve", "net_profit", "revenue_12m", "profit_12m",
             "expected_profit_12m", "value_tier"),
        *_of(CLV, "p_alive", "expected_purchases_12m", "expected_spend", "clv_12m", "clv_residual", "clv_grade"),
        *_of(LIFECYCLE, "stage"),
        Column("stage_since_on", "DATE", "First night of the stage.", chinese="阶段起始日"),
        *_of(LIFECYCLE, "candidate_stage"),
        *_of(STAGE_EVIDENCE, "business"),
        Column("early_warnings", "BIGINT", "Signs that a valuable customer may leave.", required=True,
               chinese="预警数"),
        Column("contract_status", "VARCHAR", "Where the contracts stand.",
               values=CONTRACT_SUMMARY.column("status").values, chinese="合同状态"),
        *_of(CONTRACT_SUMMARY, "live_contracts", "tenure_months", "monthly_amount", "next_renewal_on"),
        Column("household_members", "BIGINT", "Other customers of the same household.", "quasi_id", required=True,
               category="user.demographic", chinese="同户客户数"),
        Column("may_marketing_email", "BOOLEAN",
               "Consent stands for the purpose marketing_email; NULL when nobody said anything.",
               chinese="同意邮件营销"),
        Column("may_marketing_phone", "BOOLEAN",
               "Consent stands for the purpose marketing_phone; NULL when nobody said anything.",
               chinese="同意电话营销"),
        Column("may_profiling", "BOOLEAN", "Consent stands for the purpose profiling; NULL when nobody said anything.",
               chinese="同意画像"),
        Column("may_service", "BOOLEAN", "Consent stands for the purpose service; NULL when nobody said anything.",
               chinese="同意服务"),
        *_of(ATTITUDE, "gap", "zone", "nps_score", "csat_percent", "ces_percent", "net_value", "current_closeness",
             "closeness_gap", "attitude_percent"),
        *(replace(MOMENT_OF_TRUTH_SUMMARY.column(name), name=f"moment_{name}",
                  required=False) for name in ("peak_end", "negative_share")),
        Column("unsettled_matters", "BIGINT", "Matters that went wrong in the last 90 days and were not put right.",
               required=True, chinese="未补救事件数"),
        Column("relationship_level", "VARCHAR", "How near contacts and purchases brought the customer.",
               values=RELATIONSHIP_LEVEL.column("level").values, chinese="关系层次"),
        *_of(RELATIONSHIP_LADDER, "rung", "loyalty_type"),
        *_of(RUNG_EVIDENCE, "wallet_share", "referrals", "converted_referrals"),
        Column("win_win", "VARCHAR", "Who gains: both, the customer alone, we alone, or neither.",
               values=WIN_WIN.column("quadrant").values, chinese="双赢象限"),
        Column("known_preferences", "BIGINT", "Kinds of preference known and unexpired.", required=True,
               chinese="已知偏好数"),
        Column("goldfish_incidents", "BIGINT", "Times asked for what was known.", required=True, chinese="金鱼事件数"),
        Column("days_to_birthday", "BIGINT", "Days to the next birthday, 0 today.", "quasi_id",
               category="user.demographic.date_of_birth", chinese="距生日天数"),
    ),
    key=("customer_id",),
    chinese="客户全景",
)

SEGMENT_DEFINITION = Table(
    "segment.segment_definition",
    "One row a segment of the company tonight, as its file defines it.",
    (
        SEGMENT,
        Column("sentence", "VARCHAR", "Whom it means, in words.", required=True, chinese="说明"),
        Column("predicate", "VARCHAR", "The same as a condition over segment.customer_360.", required=True,
               chinese="条件"),
    ),
    key=("segment",),
    chinese="分群定义",
)

SEGMENT_MATCH = Table(
    "segment.segment_match",
    "One row a segment and a customer for whom its condition is true tonight.",
    (SEGMENT, CUSTOMER_ID),
    key=("segment", "customer_id"),
    chinese="分群命中",
)

SEGMENT_MEMBERSHIP = Table(
    "segment.segment_membership",
    "One row a stay of a customer in a segment.",
    (
        SEGMENT,
        CUSTOMER_ID,
        Column("entered_on", "DATE", "First night in it.", required=True, chinese="进入日"),
        Column("left_on", "DATE", "First night no longer in it; NULL while it lasts.", chinese="离开日"),
        Column("entered_by", "VARCHAR", "What brought the customer in.", required=True,
               values=("new segment", "redefinition", "new customer", "changed facts"), chinese="进入原因"),
        Column("left_by", "VARCHAR", "What took the customer out.",
               values=("withdrawn segment", "redefinition", "gone customer", "changed facts"), chinese="离开原因"),
        Column("why", "VARCHAR", "The sentence of the segment when the customer came in.", required=True,
               chinese="理由"),
    ),
    key=("segment", "customer_id", "entered_on"),
    rules={
        "a stay ends after it began": "left_on is null or left_on > entered_on",
        "who left has a reason": "(left_on is null) = (left_by is null)",
    },
    chinese="分群成员",
)

SEGMENT_SIZE = Table(
    "segment.segment_size",
    "One row a segment tonight: how many customers, and what they bring.",
    (
        SEGMENT,
        Column("sentence", "VARCHAR", "Whom it means, in words.", required=True, chinese="说明"),
        Column("customers", "BIGINT", "Customers in it.", required=True, chinese="客户数"),
        Column("customer_share", "DOUBLE", "Share of all customers.", chinese="客户占比"),
        Column("revenue", MONEY, "Revenue so far.", required=True, chinese="收入"),
        Column("revenue_share", "DOUBLE", "Share of all revenue; NULL when there is none.", chinese="收入占比"),
        Column("net_profit", MONEY, "Net profit so far.", required=True, chinese="净利润"),
        Column("expected_profit_12m", MONEY, "Profit expected in the next 12 months.", required=True,
               chinese="期望年利润"),
        Column("clv_12m", MONEY, "Lifetime value of the next 12 months; NULL when nobody in it is valued.",
               chinese="一年客户价值"),
    ),
    key=("segment",),
    formula="customer_share = customers / all customers; revenue_share = revenue of the members / all revenue",
    chinese="分群规模",
)

SEGMENT_CHANGE = Table(
    "segment.segment_change",
    "One row a night, a segment, and a cause that moved customers into it or out of it.",
    (
        Column("changed_on", "DATE", "The night.", "key", required=True, chinese="变更日"),
        SEGMENT,
        Column("movement", "VARCHAR", "In or out.", "key", required=True, values=("entered", "left"), chinese="方向"),
        Column("cause", "VARCHAR", "What moved them.", "key", required=True, chinese="原因"),
        Column("customers", "BIGINT", "How many.", required=True, chinese="客户数"),
    ),
    key=("changed_on", "segment", "movement", "cause"),
    formula="members of a night = members of the night before + entered - left",
    chinese="分群变动",
)

SEGMENT_OVERLAP = Table(
    "segment.segment_overlap",
    "One row two different segments: how many customers are in both tonight.",
    (
        SEGMENT,
        Column("other_segment", "VARCHAR", "The other segment.", "key", required=True, chinese="另一分群"),
        Column("customers", "BIGINT", "Customers in both.", required=True, chinese="客户数"),
        Column("segment_share", "DOUBLE", "Share of the first segment; NULL when it is empty.", chinese="占本分群"),
        Column("jaccard", "DOUBLE", "Customers in both over customers in either; NULL when both are empty.",
               chinese="杰卡德系数"),
    ),
    key=("segment", "other_segment"),
    formula="segment_share = both / first; jaccard = both / either",
    reference="Jaccard 1912",
    chinese="分群重叠",
)

PLAY = Column("play", "VARCHAR", "Name of the play.", "key", required=True, chinese="策略")
Channel = Literal["email", "phone", "message", "post", "counter"]
Outcome = Literal["purchase", "contact", "referral", "stay"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

PLAY_DEFINITION = Table(
    "segment.play_definition",
    "One row a play of the company tonight, as its file defines it; of one that is refused, as it was defined last.",
    (
        PLAY,
        Column("sentence", "VARCHAR", "What is done, in words.", required=True, chinese="说明"),
        Column("segment", "VARCHAR", "For whom: a segment of the company.", required=True, chinese="分群"),
        Column("priority", "BIGINT", "Of two plays that a customer could have, the lower number goes first.",
               required=True, chinese="优先级"),
        Column("purpose", "VARCHAR", "The purpose that customers consented to.", required=True, chinese="目的"),
        Column("channel", "VARCHAR",
               "How the customer is met: email needs an e-mail, phone and message a phone, post a street, counter "
               "waits until the customer comes.", required=True, values=CHANNELS, chinese="渠道"),
        Column("outcome", "VARCHAR",
               "What it is to bring about: a purchase, a contact that the customer begins, a referral, or that the "
               "customer does not exit.", required=True, values=OUTCOMES, chinese="目标结果"),
        Column("window_days", "BIGINT",
               "Days after the night in which the outcome counts; no other play is begun in them.", required=True,
               chinese="观察天数"),
        Column("cap", "BIGINT", "Customers a night for whom it is begun at most; NULL without end.",
               chinese="每晚上限"),
        Column("holdout_share", "DOUBLE", "Share of the customers that are left alone, to compare with.", required=True,
               chinese="对照占比"),
        Column("holdout_below", "VARCHAR", "The same as eight hexadecimal digits: holdout_share x 16^8.", required=True,
               chinese="对照界限"),
        Column("is_refused", "BOOLEAN",
               "It is wrong in plays.yaml tonight: whoever has it keeps it, nobody new gets it.", required=True,
               chinese="是否拒用"),
    ),
    key=("play",),
    rules={"some are held out, and fewer than are not": "holdout_share > 0 and holdout_share <= 0.5"},
    chinese="策略定义",
)

PLAY_PERMISSION = Table(
    "segment.play_permission",
    "One row a purpose that plays serve and a customer whom a play means, or has, and who may be addressed for it "
    "tonight.",
    (
        Column("purpose", "VARCHAR", "The purpose.", "key", required=True, chinese="目的"),
        CUSTOMER_ID,
    ),
    key=("purpose", "customer_id"),
    formula="a purpose that needs consent: consent stands; a legitimate interest: no objection stands; a contract or "
            "a law: everybody",
    chinese="策略许可",
)

PLAY_CANDIDATE = Table(
    "segment.play_candidate",
    "One row a play and a customer of its segment tonight: whether the play could begin, or what stands against it.",
    (
        PLAY,
        CUSTOMER_ID,
        Column("priority", "BIGINT", "As the play's.", required=True, chinese="优先级"),
        Column("is_holdout", "BOOLEAN",
               "The customer would be left alone, on every night: the draw depends on play and customer only.",
               required=True, chinese="是否对照"),
        Column("expected_profit_12m", MONEY, "Who promises most goes first when the play is capped; 0 when unknown.",
               required=True, chinese="期望年利润"),
        Column("obstacle", "VARCHAR", "What stands against it; NULL when nothing does.",
               values=("refused play", "no consent", "cannot be reached", "in a play", "had this play lately",
                       "contacted often"),
               chinese="阻碍"),
    ),
    key=("play", "customer_id"),
    formula="is_holdout: the first eight hexadecimal digits of md5(play, space, customer_id) lie below holdout_share "
            "x 16^8",
    reference="Kohavi, Longbotham, Sommerfield & Henne 2009 (assignment by hash)",
    chinese="策略候选",
)

PLAY_ASSIGNMENT = Table(
    "segment.play_assignment",
    "One row a play begun for a customer, or a customer held out of it, from the first night on.",
    (
        PLAY,
        CUSTOMER_ID,
        Column("assigned_on", "DATE", "The night.", "key", required=True, chinese="分配日"),
        *(PLAY_DEFINITION.column(name) for name in ("segment", "purpose", "channel", "outcome", "window_days")),
        Column("is_holdout", "BOOLEAN", "Left alone, to compare with.", required=True, chinese="是否对照"),
        Column("stopped_on", "DATE", "Night on which it was stopped before its days had passed; NULL when it was not.",
               chinese="中止日"),
        Column("stopped_by", "VARCHAR", "Why.", values=("gone customer", "no consent", "withdrawn play"),
               chinese="中止原因"),
    ),
    key=("play", "customer_id", "assigned_on"),
    rules={"what was stopped has a reason": "(stopped_on is null) = (stopped_by is null)"},
    formula="of the candidates without an obstacle each customer's play of the lowest priority number; of a capped "
            "play those of the highest expected profit",
    chinese="策略分配",
)

CURRENT_PLAY = Table(
    "segment.current_play",
    "One row a customer to whom a play goes tonight: never one held out, never one without permission.",
    (
        CUSTOMER_ID,
        replace(PLAY, role="measure"),
        *(PLAY_DEFINITION.column(name) for name in ("sentence", "channel", "purpose")),
        Column("assigned_on", "DATE", "Night on which it was begun.", required=True, chinese="分配日"),
        Column("days_left", "BIGINT", "Days left of its window.", required=True, chinese="剩余天数"),
    ),
    key=("customer_id",),
    rules={"its window is open": "days_left >= 0"},
    chinese="当前策略",
)

PLAY_OUTCOME = Table(
    "segment.play_outcome",
    "One row an assignment whose days have passed and whose customer still stands: did the outcome come about.",
    (
        PLAY,
        CUSTOMER_ID,
        Column("assigned_on", "DATE", "The night.", "key", required=True, chinese="分配日"),
        Column("is_holdout", "BOOLEAN", "Left alone, to compare with.", required=True, chinese="是否对照"),
        Column("has_outcome", "BOOLEAN",
               "It came about on one of the window_days after the night. A play that was stopped counts as begun.",
               required=True, chinese="是否达成"),
    ),
    key=("play", "customer_id", "assigned_on"),
    reference="Gupta 2011 (as assigned, not as treated)",
    chinese="策略结果明细",
    is_intermediate=True,
)

PLAY_RESULT = Table(
    "segment.play_result",
    "One row a play of tonight or of any night before: how often its outcome came about with it and without it.",
    (
        PLAY,
        Column("running", "BIGINT", "Customers to whom it goes tonight.", required=True, chinese="进行中"),
        Column("treated_n", "BIGINT", "Plays begun whose days have passed.", required=True, chinese="实施数"),
        figure("treated_share", "Share of them with the outcome.", "实施达成率"),
        *bounds("treated", "that share"),
        Column("holdout_n", "BIGINT", "Customers held out whose days have passed.", required=True, chinese="对照数"),
        figure("holdout_share", "Share of them with the outcome.", "对照达成率"),
        *bounds("holdout", "that share"),
        figure("uplift", "treated_share - holdout_share: what the play itself brought about.", "增量"),
        *bounds("uplift", "the uplift"),
        figure("extra_outcomes", "uplift x treated_n.", "增量达成数"),
        Column("verdict", "VARCHAR",
               "Whether the interval of the uplift lies above nought, below it, or on both sides.",
               values=("helps", "harms", "not told apart"), chinese="结论"),
        Column("reason", "VARCHAR", "Why there is no uplift.",
               values=("no days have passed", "nobody was held out", "nobody had the play"), chinese="原因"),
    ),
    key=("play",),
    rules={"there is an uplift or a reason why not": "(uplift is null) <> (reason is null)"},
    formula="uplift = p1 - p0; its interval from the Wilson intervals of both shares: low = uplift - sqrt((p1 - "
            "low1)^2 + (high0 - p0)^2), high = uplift + sqrt((high1 - p1)^2 + (p0 - low0)^2)",
    reference="Newcombe 1998 (method 10); Wilson 1927",
    chinese="策略效果",
)
