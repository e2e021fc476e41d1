"""Whom the company means by a word: the wide row that predicates run on, segments, who is in them, who moved."""

from dataclasses import replace

from expectations.core import MONEY
from expectations.identity import CUSTOMER
from expectations.lifecycle import LIFECYCLE, STAGE_EVIDENCE
from expectations.relationship import ATTITUDE, RELATIONSHIP_LADDER, RELATIONSHIP_LEVEL, RUNG_EVIDENCE, WIN_WIN
from expectations.satisfaction import MOMENT_OF_TRUTH_SUMMARY
from expectations.table import Column, Table
from expectations.value import CLV, CONTRACT_SUMMARY, CUSTOMER_VALUE, RFM, SUMMARY, TREND

CUSTOMER_ID = CUSTOMER.column("customer_id")
SEGMENT = Column("segment", "VARCHAR", "Name of the segment.", "key", required=True, chinese="分群")


def _of(table: Table, *names: str) -> tuple[Column, ...]:
    """Columns as declared by the table that makes them; a customer may have none of them."""
    return tuple(replace(table.column(name), required=False) for name in names)


CUSTOMER_360 = Table(
    "segment.customer_360",
    "One row a customer with what is known of it, without anything that says directly who it is: the columns that predicates of segments and plays may name.",
    (
        CUSTOMER_ID,
        CUSTOMER.column("party_type"),
        *_of(CUSTOMER, "customer_kind", "market", "is_prospect", "sex", "language", "marital_status", "children", "income_band"),
        Column("age_years", "BIGINT", "Age on the night's day, in whole years.", "quasi_id", category="user.demographic.age_range", chinese="年龄"),
        *_of(CUSTOMER, "city", "region", "country", "industry", "employees", "founded_year", "credit_grade", "payment_terms"),
        Column("has_email", "BOOLEAN", "An e-mail is known.", required=True, chinese="有邮箱"),
        Column("has_phone", "BOOLEAN", "A phone is known.", required=True, chinese="有电话"),
        Column("has_address", "BOOLEAN", "A street is known.", required=True, chinese="有地址"),
        *_of(CUSTOMER, "acquired_on", "acquisition_channel", "acquisition_cost", "records", "sources"),
        Column("tenure_days", "BIGINT", "Days since the customer was won, or since the first purchase or contract when that came earlier.", chinese="客户年限天数"),
        *_of(SUMMARY, "purchases", "first_on", "last_on"),
        Column("recency_days", "BIGINT", "Days from the last purchase to today.", chinese="最近购买天数"),
        *_of(STAGE_EVIDENCE, "usual_interval_days"),
        *_of(TREND, "purchases_12m", "revenue_90d", "revenue_90d_before"),
        *_of(RFM, "recency_score", "frequency_score", "monetary_score", "rfm_score", "rfm_segment"),
        *_of(CUSTOMER_VALUE, "revenue", "margin", "cost_to_serve", "net_profit", "revenue_12m", "profit_12m", "expected_profit_12m", "value_tier"),
        *_of(CLV, "p_alive", "expected_purchases_12m", "expected_spend", "clv_12m", "clv_residual", "clv_grade"),
        *_of(LIFECYCLE, "stage"),
        Column("stage_since_on", "DATE", "First night of the stage.", chinese="阶段起始日"),
        *_of(LIFECYCLE, "candidate_stage"),
        *_of(STAGE_EVIDENCE, "business"),
        Column("early_warnings", "BIGINT", "Signs that a valuable customer may leave.", required=True, chinese="预警数"),
        Column("contract_status", "VARCHAR", "Where the contracts stand.", values=CONTRACT_SUMMARY.column("status").values, chinese="合同状态"),
        *_of(CONTRACT_SUMMARY, "live_contracts", "tenure_months", "monthly_amount", "next_renewal_on"),
        Column("household_members", "BIGINT", "Other customers of the same household.", "quasi_id", required=True, category="user.demographic", chinese="同户客户数"),
        Column("may_marketing_email", "BOOLEAN", "Consent stands for the purpose marketing_email; NULL when nobody said anything.", chinese="同意邮件营销"),
        Column("may_marketing_phone", "BOOLEAN", "Consent stands for the purpose marketing_phone; NULL when nobody said anything.", chinese="同意电话营销"),
        Column("may_profiling", "BOOLEAN", "Consent stands for the purpose profiling; NULL when nobody said anything.", chinese="同意画像"),
        Column("may_service", "BOOLEAN", "Consent stands for the purpose service; NULL when nobody said anything.", chinese="同意服务"),
        *_of(ATTITUDE, "gap", "zone", "nps_score", "csat_percent", "ces_percent", "net_value", "current_closeness", "closeness_gap", "attitude_percent"),
        *(replace(MOMENT_OF_TRUTH_SUMMARY.column(name), name=f"moment_{name}", required=False) for name in ("peak_end", "negative_share")),
        Column("unsettled_matters", "BIGINT", "Matters that went wrong in the last 90 days and were not put right.", required=True, chinese="未补救事件数"),
        Column("relationship_level", "VARCHAR", "How near contacts and purchases brought the customer.", values=RELATIONSHIP_LEVEL.column("level").values, chinese="关系层次"),
        *_of(RELATIONSHIP_LADDER, "rung", "loyalty_type"),
        *_of(RUNG_EVIDENCE, "wallet_share", "referrals", "converted_referrals"),
        Column("win_win", "VARCHAR", "Who gains: both, the customer alone, we alone, or neither.", values=WIN_WIN.column("quadrant").values, chinese="双赢象限"),
        Column("known_preferences", "BIGINT", "Kinds of preference known and unexpired.", required=True, chinese="已知偏好数"),
        Column("goldfish_incidents", "BIGINT", "Times asked for what was known.", required=True, chinese="金鱼事件数"),
        Column("days_to_birthday", "BIGINT", "Days to the next birthday, 0 today.", "quasi_id", category="user.demographic.date_of_birth", chinese="距生日天数"),
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
        Column("predicate", "VARCHAR", "The same as a condition over segment.customer_360.", required=True, chinese="条件"),
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
        Column("entered_by", "VARCHAR", "What brought the customer in.", required=True, values=("new segment", "redefinition", "new customer", "changed facts"), chinese="进入原因"),
        Column("left_by", "VARCHAR", "What took the customer out.", values=("withdrawn segment", "redefinition", "gone customer", "changed facts"), chinese="离开原因"),
        Column("why", "VARCHAR", "The sentence of the segment when the customer came in.", required=True, chinese="理由"),
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
        Column("expected_profit_12m", MONEY, "Profit expected in the next 12 months.", required=True, chinese="期望年利润"),
        Column("clv_12m", MONEY, "Lifetime value of the next 12 months; NULL when nobody in it is valued.", chinese="一年客户价值"),
    ),
    key=("segment",),
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
        Column("jaccard", "DOUBLE", "Customers in both over customers in either; NULL when both are empty.", chinese="杰卡德系数"),
    ),
    key=("segment", "other_segment"),
    chinese="分群重叠",
)
