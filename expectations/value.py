"""What customers bring: sales and what is left of them, lifetime value, tiers, concentration."""

from expectations.core import MONEY, PURCHASE
from expectations.table import Column, Table

CUSTOMER_ID = Column("customer_id", "VARCHAR", "The customer; the same on every night.", "key", required=True, chinese="客户号")

TRANSACTION = Table(
    "value.transaction",
    "One row a sale or a refund as its source tells it, with its customer and the company's day.",
    (
        Column("source", "VARCHAR", "The source that sent it.", "key", required=True, chinese="来源"),
        PURCHASE.column("purchase_key"),
        PURCHASE.column("kind"),
        PURCHASE.column("refund_of"),
        Column("customer_id", "VARCHAR", "The customer; NULL when anonymous.", "key", chinese="客户号"),
        PURCHASE.column("occurred_at"),
        Column("occurred_on", "DATE", "The company's day, in its own time zone.", required=True, chinese="交易日期"),
        PURCHASE.column("channel"),
        Column("currency", "VARCHAR", "ISO 4217 code; the company's when the source leaves it out.", required=True, chinese="币种"),
        Column("amount", MONEY, "What was paid or given back; the lines summed when the source does not say it; NULL when neither does.", chinese="金额"),
        Column("cost", MONEY, "Cost of the goods; the lines summed when the source does not say it and every line does.", chinese="成本"),
    ),
    key=("source", "purchase_key"),
    chinese="收付",
)

REFUND = Table(
    "value.refund",
    "One row a refund and the sale that it is laid against.",
    (
        Column("source", "VARCHAR", "The source that sent the refund.", "key", required=True, chinese="来源"),
        Column("refund_key", "VARCHAR", "Key of the refund in its source.", "key", required=True, chinese="退款号"),
        Column("customer_id", "VARCHAR", "The customer; NULL for an anonymous refund.", "key", chinese="客户号"),
        Column("occurred_on", "DATE", "The company's day of the refund.", required=True, chinese="退款日期"),
        Column("currency", "VARCHAR", "ISO 4217 code.", required=True, chinese="币种"),
        Column("amount", MONEY, "Money given back, positive; NULL when the source does not say it.", chinese="退款金额"),
        Column("cost", MONEY, "Cost of the goods that came back, when the refund tells it.", chinese="退货成本"),
        Column("purchase_key", "VARCHAR", "The sale of the same source that it reduces; NULL when none is found.", "key", chinese="订单号"),
        Column("basis", "VARCHAR", "How the sale was found: the refund names it; or it is the customer's latest earlier sale of that source, of the same currency and no smaller; or none is.", required=True, values=("named", "latest_earlier", "none"), chinese="匹配依据"),
    ),
    key=("source", "refund_key"),
    rules={"a refund without a sale has no sale's key": "(basis = 'none') = (purchase_key is null)"},
    chinese="退款",
)

CATEGORY_MARGIN = Table(
    "value.category_margin",
    "One row a category of products: the share of its sales that is margin, from the lines whose cost is known.",
    (
        Column("category", "VARCHAR", "Category of products.", required=True, chinese="品类"),
        Column("lines", "BIGINT", "Lines with an amount and a cost.", required=True, chinese="明细数"),
        Column("amount", MONEY, "What was paid for them.", required=True, chinese="金额"),
        Column("cost", MONEY, "What they cost.", required=True, chinese="成本"),
        Column("margin_share", "DECIMAL(9,6)", "(amount - cost) / amount.", required=True, chinese="毛利率"),
    ),
    key=("category",),
    chinese="品类毛利率",
)

VALUE_PURCHASE = Table(
    "value.purchase",
    "One row a sale, with its customer, after what was returned, and with its margin.",
    (
        Column("customer_id", "VARCHAR", "The customer; NULL for an anonymous sale.", "key", chinese="客户号"),
        Column("source", "VARCHAR", "The source that sent the sale.", "key", required=True, chinese="来源"),
        PURCHASE.column("purchase_key"),
        PURCHASE.column("occurred_at"),
        Column("occurred_on", "DATE", "The company's day of the sale, in its own time zone.", required=True, chinese="交易日期"),
        PURCHASE.column("channel"),
        Column("currency", "VARCHAR", "ISO 4217 code.", required=True, chinese="币种"),
        Column("is_home_currency", "BOOLEAN", "It is in the company's currency: only such sales are summed.", required=True, chinese="本位币交易"),
        Column("amount", MONEY, "What the customer paid, before refunds; the lines summed when the sale does not say it; NULL when neither does.", chinese="金额"),
        Column("refunded_amount", MONEY, "What was given back of it.", required=True, chinese="已退金额"),
        Column("net_amount", MONEY, "What is left: amount - refunded_amount.", chinese="净额"),
        Column("is_zero_value", "BOOLEAN", "Nothing is left of it: it counts as a purchase and does not feed spend.", required=True, chinese="零值交易"),
        Column("cost", MONEY, "Cost of the goods that stayed with the customer: the sale's own, else that of its lines when all tell it; less that of what came back (as the refund tells it, else in proportion to the money). NULL when unknown.", chinese="成本"),
        Column("margin", MONEY, "net_amount less cost; where cost is unknown, net_amount times the margin share of the categories bought, else times the threshold clv_margin.", chinese="毛利"),
        Column("margin_basis", "VARCHAR", "What the margin rests on.", values=("cost", "category", "threshold"), chinese="毛利依据"),
    ),
    key=("source", "purchase_key"),
    rules={"what is left is what was paid less what was given back": "net_amount is null or net_amount = amount - refunded_amount"},
    chinese="净交易",
)

CUSTOMER_COST = Table(
    "value.customer_cost",
    "One row a customer that cost something: to win and to serve, in the company's currency.",
    (
        CUSTOMER_ID,
        Column("acquisition_cost", MONEY, "What it cost to win the customer; NULL when no source tells.", chinese="获客成本"),
        Column("cost_to_serve", MONEY, "Costs of serving so far.", required=True, chinese="服务成本"),
        Column("cost_to_serve_12m", MONEY, "Costs of serving in the 365 days up to today.", required=True, chinese="近一年服务成本"),
        Column("first_cost_on", "DATE", "Day of the first cost of serving.", chinese="首次服务成本日期"),
    ),
    key=("customer_id",),
    chinese="客户成本",
)

SUMMARY = Table(
    "value.summary",
    "One row a customer that has bought: what the models of lifetime value need. Purchases of one day are one.",
    (
        CUSTOMER_ID,
        Column("x", "BIGINT", "Repeat purchases: days with a purchase after the first such day.", required=True, chinese="重复购买次数"),
        Column("tx_days", "BIGINT", "Days from the first to the last purchase.", required=True, chinese="首末购间隔天数"),
        Column("t_days", "BIGINT", "Days from the first purchase to today.", required=True, chinese="观察天数"),
        Column("spend_purchases", "BIGINT", "Repeat purchases of which something is left to pay for, in the company's currency.", required=True, chinese="有值重复购买次数"),
        Column("mean_repeat_spend", "DOUBLE", "Mean net amount of those repeat purchases; NULL when there are none.", chinese="重复购买均额"),
        Column("first_on", "DATE", "Day of the first purchase.", required=True, chinese="首购日期"),
        Column("last_on", "DATE", "Day of the last purchase.", required=True, chinese="末购日期"),
        Column("purchases", "BIGINT", "Sales, several a day counted apart.", required=True, chinese="订单数"),
        Column("revenue", MONEY, "Net amount of all sales in the company's currency, less refunds laid against none of them.", required=True, chinese="收入"),
        Column("margin", MONEY, "Margin of those sales, less those refunds.", required=True, chinese="毛利"),
        Column("other_currency_purchases", "BIGINT", "Sales in other currencies: counted, not summed.", required=True, chinese="外币订单数"),
        Column("is_left_truncated", "BOOLEAN", "The customer was won before the first sale in the data: earlier purchases are not seen.", required=True, chinese="左截断"),
    ),
    key=("customer_id",),
    rules={
        "the last purchase lies between the first and today": "tx_days between 0 and t_days",
        "a customer that bought on one day has no repeat purchase": "(x = 0) = (tx_days = 0)",
    },
    reference="Fader, Hardie & Lee 2005",
    chinese="购买摘要",
)

CLV_FIT = Table(
    "value.clv_fit",
    "One row a model of lifetime value and a parameter of its last accepted fit.",
    (
        Column("model", "VARCHAR", "The model.", "key", required=True, chinese="模型"),
        Column("parameter", "VARCHAR", "The parameter.", "key", required=True, chinese="参数"),
        Column("estimate", "DOUBLE", "Its estimate; NULL when the fit failed and none was accepted before.", chinese="估计值"),
        Column("standard_error", "DOUBLE", "Its standard error; NULL at a bound.", chinese="标准误"),
        Column("log_likelihood", "DOUBLE", "Log-likelihood of the fit, paper convention, in the unit of time.", chinese="对数似然"),
        Column("unit", "VARCHAR", "Unit of time of the parameters and of the log-likelihood.", required=True, chinese="时间单位"),
        Column("verdict", "VARCHAR", "How the fit ended.", required=True, values=("interior", "no_dropout", "homogeneous", "failed"), chinese="拟合结论"),
        Column("fit_id", "VARCHAR", "Hash of model, data and estimates.", "key", required=True, chinese="拟合号"),
        Column("fitted_on", "DATE", "Night of the fit.", required=True, chinese="拟合日期"),
        Column("customers", "BIGINT", "Customers fitted.", required=True, chinese="客户数"),
        Column("reason", "VARCHAR", "What the verdict rests on, in a sentence.", required=True, chinese="原因"),
    ),
    key=("model", "parameter"),
    reference="Fader, Hardie & Lee 2005; Fader & Hardie 2013; Batislam, Denizel & Filiztekin 2007",
    chinese="模型拟合",
)

CLV_GRADE = Table(
    "value.clv_grade",
    "One row a model and a past cut-off: what it foretold against what came, beside two naive rules.",
    (
        Column("model", "VARCHAR", "The model.", "key", required=True, chinese="模型"),
        Column("cutoff_on", "DATE", "Last day that the model was shown.", "key", required=True, chinese="截止日"),
        Column("horizon_days", "BIGINT", "Days foretold.", required=True, chinese="预测天数"),
        Column("customers", "BIGINT", "Customers foretold.", required=True, chinese="客户数"),
        Column("actual_purchases", "BIGINT", "Purchases that came.", required=True, chinese="实际购买数"),
        Column("expected_purchases", "DOUBLE", "Purchases foretold.", chinese="预测购买数"),
        Column("bias", "DOUBLE", "expected / actual - 1.", chinese="偏差"),
        Column("mean_absolute_error", "DOUBLE", "Mean absolute error a customer.", chinese="平均绝对误差"),
        Column("naive_rate_error", "DOUBLE", "The same when each keeps the rate so far.", chinese="朴素率误差"),
        Column("same_as_last_error", "DOUBLE", "The same when each repeats the last period of that length.", chinese="同期误差"),
        Column("grade", "VARCHAR", "A: bias within 10 % and better than both naive rules; B: better than both; C: not.", required=True, values=("A", "B", "C"), chinese="等级"),
    ),
    key=("model", "cutoff_on"),
    chinese="价值模型等级",
)

CLV = Table(
    "value.clv",
    "One row a customer that has bought: what is expected of the future. Money in the company's currency.",
    (
        CUSTOMER_ID,
        Column("as_of", "DATE", "Day that the figures hold for.", required=True, chinese="基准日"),
        Column("model", "VARCHAR", "The model that made them.", required=True, chinese="模型"),
        Column("fit_id", "VARCHAR", "The fit whose parameters were used.", "key", chinese="拟合号"),
        Column("p_alive", "DOUBLE", "Probability that the customer will buy again.", chinese="活跃概率"),
        Column("expected_purchases_12m", "DOUBLE", "Expected purchases in the next 12 months.", chinese="未来一年期望购买数"),
        Column("expected_spend", "DOUBLE", "Expected amount of a purchase.", chinese="期望单次消费"),
        Column("clv_12m", MONEY, "Margin expected in the next 12 months, discounted, less cost to serve.", chinese="一年客户价值"),
        Column("clv_residual", MONEY, "Margin expected from now on, discounted, less cost to serve.", chinese="剩余客户终身价值"),
        Column("clv_low", MONEY, "Lower end of the 95 % interval of clv_12m.", chinese="价值下限"),
        Column("clv_high", MONEY, "Upper end of it.", chinese="价值上限"),
        Column("clv_grade", "VARCHAR", "How far the model can be trusted on this company's data.", values=("A", "B", "C"), chinese="等级"),
    ),
    key=("customer_id",),
    rules={
        "a probability lies between 0 and 1": "p_alive is null or p_alive between 0 and 1",
        "an interval does not end before it begins": "clv_low is null or clv_high is null or clv_low <= clv_high",
    },
    chinese="客户终身价值",
)
