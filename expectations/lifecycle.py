"""Where a customer stands between the first contact and the last, since when, and what says so."""

from expectations.table import Column, Table

CUSTOMER_ID = Column("customer_id", "VARCHAR", "The customer; the same on every night.", "key", required=True,
                     chinese="客户号")
STAGES = ("acquisition", "growth", "maturity", "decline", "exit")

TYPICAL_INTERVAL = Table(
    "lifecycle.typical_interval",
    "One row: the interval between purchases that is usual in this company; who bought once borrows it.",
    (
        Column("interval_days", "DECIMAL(9,2)",
               "Median over customers of their own mean interval, in whole days; NULL when nobody came back.",
               chinese="典型购买间隔天数"),
        Column("customers", "BIGINT", "Customers who came back.", required=True, chinese="客户数"),
    ),
    formula="median over customers with a repeat purchase of recency_days / repeat_purchases; the lower of two middle "
            "ones",
    chinese="典型购买间隔",
    is_intermediate=True,
)

STAGE_FACT = Table(
    "lifecycle.stage_fact",
    "One row a customer: the facts that the stage is read from.",
    (
        CUSTOMER_ID,
        Column("business", "VARCHAR",
               "What the stage is read from: a live or ended contract, the rhythm of purchases, or nothing yet.",
               required=True, values=("contract", "rhythm", "none"), chinese="业务类型"),
        Column("usual_interval_days", "DECIMAL(9,2)",
               "Days between purchases: the customer's own mean, or the company's typical interval after a single "
               "purchase.", chinese="购买间隔天数"),
        Column("silence_days", "BIGINT", "Days since the last purchase.", chinese="沉默天数"),
        Column("is_borrowed", "BOOLEAN", "The interval is the company's, or unknown: there is no second purchase.",
               required=True, chinese="借用间隔"),
        Column("is_prospect", "BOOLEAN", "A source says that the customer has not bought yet.", required=True,
               chinese="潜在客户"),
        Column("observed_days", "BIGINT", "Days since the first purchase.", chinese="观察天数"),
        Column("is_left_truncated", "BOOLEAN", "The customer was won before the data begin.", chinese="早于数据"),
        Column("revenue_90d", "DECIMAL(18,4)", "Net amount of the 90 days up to today.", chinese="近90天收入"),
        Column("revenue_90d_before", "DECIMAL(18,4)", "Net amount of the 90 days before those.", chinese="前90天收入"),
        Column("p_alive", "DOUBLE", "Probability that the customer will buy again.", chinese="活跃概率"),
        Column("status", "VARCHAR", "Where the contracts stand.", chinese="合同状态"),
        Column("live_contracts", "BIGINT", "Contracts that stand.", chinese="有效合同数"),
        Column("tenure_months", "BIGINT", "Months of the longest contract.", chinese="在网月数"),
        Column("next_renewal_on", "DATE", "The next renewal.", chinese="下次续约日"),
    ),
    key=("customer_id",),
    chinese="阶段事实",
    is_intermediate=True,
)

STAGE_EVIDENCE = Table(
    "lifecycle.stage_evidence",
    "One row a customer: the stage that tonight's facts speak for, before any waiting.",
    (
        CUSTOMER_ID,
        *(STAGE_FACT.column(name) for name in ("business", "usual_interval_days", "silence_days")),
        Column("stage", "VARCHAR", "The stage.", required=True, values=STAGES, chinese="阶段"),
        Column("is_cancelled", "BOOLEAN", "Exit by cancellation: it does not wait.", required=True, chinese="主动解约"),
        Column("evidence", "VARCHAR", "What speaks for it, in a sentence.", required=True, chinese="依据"),
    ),
    key=("customer_id",),
    formula="acquisition: no purchase · exit: P(alive) < exit_p_alive, or no contract stands and nothing was bought "
            "since · decline: silence > decline_intervals usual intervals, or P(alive) < decline_p_alive, or net "
            "amount of 90 days < decline_spend_share of the 90 before (for who usually buys twice in 90 days), or a "
            "renewal that has passed · growth: first purchase or contract within growth_days · maturity: the rest",
    reference="Dwyer, Schurr & Oh 1987 (phases of a relationship); Schmittlein, Morrison & Colombo 1987 (P(alive)); "
              "Reinartz & Kumar 2000 (contract and rhythm apart)",
    chinese="阶段依据",
)

LIFECYCLE = Table(
    "lifecycle.lifecycle",
    "One row a customer: the stage that stands. It changes when its evidence held for stage_nights nights, at once "
    "when the customer cancelled.",
    (
        CUSTOMER_ID,
        Column("stage", "VARCHAR", "The stage.", required=True, values=STAGES, chinese="阶段"),
        Column("since_on", "DATE", "First night of the stage.", required=True, chinese="阶段起始日"),
        Column("evidence", "VARCHAR",
               "Tonight's evidence in a sentence; when it speaks for another stage, that one and how long it has held.",
               required=True, chinese="依据"),
        Column("candidate_stage", "VARCHAR", "The stage that tonight's evidence speaks for.", required=True,
               values=STAGES, chinese="候选阶段"),
        Column("candidate_nights", "BIGINT", "Nights in a row that it has, no more than are needed.", required=True,
               chinese="候选夜数"),
    ),
    key=("customer_id",),
    formula="the stage of lifecycle.stage_evidence once it was the same on stage_nights nights in a row; at once on "
            "the first night and after a cancellation",
    reference="Dwyer, Schurr & Oh 1987",
    chinese="客户生命周期",
)

LIFECYCLE_TRANSITION = Table(
    "lifecycle.lifecycle_transition",
    "One row a change of a customer's stage, from the first night on.",
    (
        CUSTOMER_ID,
        Column("changed_on", "DATE", "Night of the change.", required=True, chinese="变更日"),
        Column("from_stage", "VARCHAR", "Stage left; new for a customer first seen.", required=True,
               values=("new", *STAGES), chinese="原阶段"),
        Column("to_stage", "VARCHAR", "Stage entered; gone for an id that no longer stands.", required=True,
               values=(*STAGES, "gone"), chinese="新阶段"),
        Column("evidence", "VARCHAR", "What spoke for it.", required=True, chinese="依据"),
    ),
    key=("customer_id", "changed_on"),
    rules={"a change changes something": "from_stage <> to_stage"},
    chinese="阶段变更",
)

STAGE_MATRIX = Table(
    "lifecycle.stage_matrix",
    "One row a calendar month and a pair of stages: customers in the first when the month began and in the second "
    "when it ended, or today.",
    (
        Column("month_on", "DATE", "First day of the month.", "key", required=True, chinese="月份"),
        Column("from_stage", "VARCHAR", "Stage before the month; new for a customer first seen in it.", "key",
               required=True, values=("new", *STAGES), chinese="原阶段"),
        Column("to_stage", "VARCHAR", "Stage at its end, or today; gone for an id that no longer stands.", "key",
               required=True, values=(*STAGES, "gone"), chinese="新阶段"),
        Column("customers", "BIGINT", "Customers.", required=True, chinese="客户数"),
        Column("from_share", "DOUBLE", "Share of the customers in from_stage.", required=True, chinese="占比"),
    ),
    key=("month_on", "from_stage", "to_stage"),
    formula="from_share = customers / all customers of from_stage in the month",
    reference="Pfeifer & Carraway 2000 (customer relationships as Markov chains)",
    chinese="阶段转移矩阵",
)

EARLY_WARNING = Table(
    "lifecycle.early_warning",
    "One row a valuable customer that has not left and a sign that it may.",
    (
        CUSTOMER_ID,
        Column("sign", "VARCHAR", "What turned.", "key", required=True,
               values=("silence", "spend", "renewal", "closeness", "moment"), chinese="信号"),
        Column("evidence", "VARCHAR", "How, in a sentence.", required=True, chinese="依据"),
        Column("value_tier", "VARCHAR", "Why the customer is worth a call.", required=True, values=("top", "rising"),
               chinese="价值层级"),
        Column("stage", "VARCHAR", "The stage that still stands.", required=True, values=STAGES, chinese="阶段"),
    ),
    key=("customer_id", "sign"),
    formula="silence > warning_intervals usual intervals · net amount of 90 days < warning_spend_share of the 90 "
            "before, for who usually buys twice in 90 days · a renewal within warning_renewal_days · closeness below "
            "that of the wave before · a matter of the last 90 days that was not put right",
    reference="Reinartz & Kumar 2000; Barnes 1997; Stauss & Friege 1999",
    chinese="预警",
)
