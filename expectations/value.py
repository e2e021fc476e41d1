"""What customers bring: sales and what is left of them, lifetime value, tiers, concentration."""

from expectations.core import MONEY, PURCHASE, SUBSCRIPTION
from expectations.table import Column, Table

CUSTOMER_ID = Column("customer_id", "VARCHAR", "The customer; the same on every night.", "key", required=True,
                     chinese="客户号")

RATE = Table(
    "value.exchange_rate",
    "One row a foreign currency and a day on which something was paid in it: the rate that it is converted at.",
    (
        Column("currency", "VARCHAR", "ISO 4217 code.", required=True, chinese="币种"),
        Column("paid_on", "DATE", "Day of the payment, UTC; today for the price of a contract.", required=True,
               chinese="支付日期"),
        Column("rate", "DECIMAL(18,8)",
               "Units of the company's currency for one unit: the last quoted by that day; NULL when none is.",
               chinese="汇率"),
        Column("quoted_on", "DATE", "Day of the quotation.", chinese="报价日期"),
        Column("reason", "VARCHAR", "Why there is none.", chinese="缺失原因"),
    ),
    key=("currency", "paid_on"),
    rules={"a rate is missing for a reason": "(rate is null) = (reason is not null)"},
    chinese="折算汇率",
)

COST = Table(
    "value.cost",
    "One row a cost of serving a known customer.",
    (
        CUSTOMER_ID,
        Column("source", "VARCHAR", "The source that sent it.", "key", required=True, chinese="来源"),
        Column("occurred_on", "DATE", "Day of the cost.", required=True, chinese="费用日期"),
        Column("cost_type", "VARCHAR", "What was paid for.", required=True, chinese="费用类型"),
        Column("paid_currency", "VARCHAR", "ISO 4217 code of what was paid.", required=True, chinese="原币种"),
        Column("amount", MONEY, "The cost in the company's currency; NULL without a rate.", chinese="金额"),
    ),
    chinese="服务费用",
    is_intermediate=True,
)

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
        PURCHASE.column("occasion"),
        Column("paid_currency", "VARCHAR",
               "ISO 4217 code of what was paid; the company's when the source leaves it out.", required=True,
               chinese="原币种"),
        Column("exchange_rate", "DECIMAL(18,8)",
               "Rate of value.exchange_rate that amount and cost were converted at; NULL when they were not.",
               chinese="汇率"),
        Column("currency", "VARCHAR",
               "ISO 4217 code of amount and cost: the company's, or that of what was paid where no rate converts it.",
               required=True, chinese="币种"),
        Column("amount", MONEY,
               "What was paid or given back; the lines summed when the source does not say it; NULL when neither does.",
               chinese="金额"),
        Column("cost", MONEY,
               "Cost of the goods; the lines summed when the source does not say it and every line does.",
               chinese="成本"),
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
        Column("amount", MONEY, "Money given back, positive; NULL when the source does not say it.",
               chinese="退款金额"),
        Column("cost", MONEY, "Cost of the goods that came back, when the refund tells it.", chinese="退货成本"),
        Column("purchase_key", "VARCHAR", "The sale of the same source that it reduces; NULL when none is found.",
               "key", chinese="订单号"),
        Column("basis", "VARCHAR",
               "How the sale was found: the refund names it; or it is the customer's latest earlier sale of that "
               "source, of the same currency and no smaller; or none is.", required=True,
               values=("named", "latest_earlier", "none"), chinese="匹配依据"),
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
    is_intermediate=True,
)

VALUE_PURCHASE = Table(
    "value.purchase",
    "One row a sale, with its customer, after what was returned, and with its margin.",
    (
        Column("customer_id", "VARCHAR", "The customer; NULL for an anonymous sale.", "key", chinese="客户号"),
        Column("source", "VARCHAR", "The source that sent the sale.", "key", required=True, chinese="来源"),
        PURCHASE.column("purchase_key"),
        PURCHASE.column("occurred_at"),
        Column("occurred_on", "DATE", "The company's day of the sale, in its own time zone.", required=True,
               chinese="交易日期"),
        PURCHASE.column("channel"),
        PURCHASE.column("occasion"),
        Column("currency", "VARCHAR", "ISO 4217 code.", required=True, chinese="币种"),
        Column("is_home_currency", "BOOLEAN", "It is in the company's currency: only such sales are summed.",
               required=True, chinese="本位币交易"),
        Column("amount", MONEY,
               "What the customer paid, before refunds; the lines summed when the sale does not say it; NULL when "
               "neither does.", chinese="金额"),
        Column("refunded_amount", MONEY, "What was given back of it.", required=True, chinese="已退金额"),
        Column("net_amount", MONEY, "What is left: amount - refunded_amount.", chinese="净额"),
        Column("is_zero_value", "BOOLEAN", "Nothing is left of it: it counts as a purchase and does not feed spend.",
               required=True, chinese="零值交易"),
        Column("cost", MONEY,
               "Cost of the goods that stayed with the customer: the sale's own, else that of its lines when all "
               "tell it; less that of what came back (as the refund tells it, else in proportion to the money). "
               "NULL when unknown.", chinese="成本"),
        Column("margin", MONEY,
               "net_amount less cost; where cost is unknown, net_amount times the margin share of the categories "
               "bought, else times the threshold clv_margin.", chinese="毛利"),
        Column("margin_basis", "VARCHAR", "What the margin rests on.", values=("cost", "category", "threshold"),
               chinese="毛利依据"),
    ),
    key=("source", "purchase_key"),
    rules={
        "what is left is what was paid less what was given back":
            "net_amount is null or net_amount = amount - refunded_amount",
    },
    chinese="净交易",
)

CUSTOMER_COST = Table(
    "value.customer_cost",
    "One row a customer that cost something: to win and to serve, in the company's currency.",
    (
        CUSTOMER_ID,
        Column("acquisition_cost", MONEY, "What it cost to win the customer; NULL when no source tells.",
               chinese="获客成本"),
        Column("cost_to_serve", MONEY, "Costs of serving so far.", required=True, chinese="服务成本"),
        Column("cost_to_serve_12m", MONEY, "Costs of serving in the 365 days up to today.", required=True,
               chinese="近一年服务成本"),
        Column("first_cost_on", "DATE", "Day of the first cost of serving.", chinese="首次服务成本日期"),
    ),
    key=("customer_id",),
    chinese="客户成本",
)

LOOSE_REFUND = Table(
    "value.loose_refund",
    "One row a customer with refunds up to today, in the company's currency, that no sale was found for.",
    (
        CUSTOMER_ID,
        Column("amount", MONEY, "Money given back; NULL when no refund says it.", chinese="退款金额"),
        Column("margin", MONEY,
               "Margin that went with it; where the cost is unknown, the amount times the threshold clv_margin.",
               chinese="毛利"),
    ),
    key=("customer_id",),
    chinese="无单退款",
    is_intermediate=True,
)

DATA_BEGIN = Table(
    "value.data_begin",
    "One row: the day on which the sales that we are told begin, and whether that is in the middle of things.",
    (
        Column("began_on", "DATE", "Day of the first sale to a known customer; NULL without one.",
               chinese="数据起始日"),
        Column("usual_days", "DOUBLE",
               "Mean days between purchases, occasional ones left out; NULL when nobody came back.",
               chinese="通常间隔天数"),
        Column("is_in_the_middle", "BOOLEAN",
               "Customers turned up in a rush when the data began: they were won before; NULL when it cannot be "
               "judged.", chinese="中途开始"),
    ),
    formula="at least 30, and five times an even share, turned up within usual_days, and half as many again in the "
            "first half of them as in the second",
    chinese="数据起点",
    is_intermediate=True,
)

SUMMARY = Table(
    "value.summary",
    "One row a customer that has bought: what the models of lifetime value need. Purchases of one day are one.",
    (
        CUSTOMER_ID,
        Column("repeat_purchases", "BIGINT", "Repeat purchases: days with a purchase after the first such day.",
               required=True, chinese="重复购买次数"),
        Column("recency_days", "BIGINT", "Days from the first to the last purchase.", required=True,
               chinese="首末购间隔天数"),
        Column("observed_days", "BIGINT", "Days from the first purchase to today.", required=True, chinese="观察天数"),
        Column("spend_purchases", "BIGINT",
               "Repeat purchases of which something is left to pay for, in the company's currency.", required=True,
               chinese="有值重复购买次数"),
        Column("mean_repeat_spend", "DOUBLE", "Mean net amount of those repeat purchases; NULL when there are none.",
               chinese="重复购买均额"),
        Column("first_on", "DATE", "Day of the first purchase.", required=True, chinese="首购日期"),
        Column("last_on", "DATE", "Day of the last purchase.", required=True, chinese="末购日期"),
        Column("purchases", "BIGINT", "Sales, several a day counted apart.", required=True, chinese="订单数"),
        Column("revenue", MONEY,
               "Net amount of all sales in the company's currency, less refunds laid against none of them.",
               required=True, chinese="收入"),
        Column("margin", MONEY, "Margin of those sales, less those refunds.", required=True, chinese="毛利"),
        Column("other_currency_purchases", "BIGINT", "Sales in other currencies: counted, not summed.", required=True,
               chinese="外币订单数"),
        Column("paid_purchases", "BIGINT", "Sales of which something is left to pay for, in the company's currency.",
               required=True, chinese="有值订单数"),
        Column("is_left_truncated", "BOOLEAN",
               "The customer was won before the first sale in the data: earlier purchases are not seen. Where no "
               "source dates it: the data begin in the middle of things, and the customer turned up within a usual "
               "interval.", required=True, chinese="左截断"),
        Column("is_occasional", "BOOLEAN",
               "Every purchase was made at a set occasion: the customer is foretold by the occasion, not by the day.",
               required=True, chinese="按时机购买"),
    ),
    key=("customer_id",),
    rules={
        "the last purchase lies between the first and today": "recency_days between 0 and observed_days",
        "a customer that bought on one day has no repeat purchase": "(repeat_purchases = 0) = (recency_days = 0)",
    },
    formula="The data begin in the middle of things when within one usual interval (sum of recency_days / sum of "
            "repeat_purchases) at least 30 customers and five times as many as evenly turn up, half as many again in "
            "its first half as in its second.",
    reference="Fader, Hardie & Lee 2005",
    chinese="购买摘要",
)

CLV_FIT = Table(
    "value.clv_fit",
    "One row a model of lifetime value and a parameter of its last accepted fit. BG/BB stands where purchases name "
    "occasions, sBG where there are contracts.",
    (
        Column("model", "VARCHAR", "The model.", "key", required=True, chinese="模型"),
        Column("parameter", "VARCHAR", "The parameter.", "key", required=True, chinese="参数"),
        Column("estimate", "DOUBLE", "Its estimate; NULL when the fit failed and none was accepted before.",
               chinese="估计值"),
        Column("standard_error", "DOUBLE", "Its standard error; NULL at a bound.", chinese="标准误"),
        Column("log_likelihood", "DOUBLE", "Log-likelihood of the fit, paper convention, in the unit of time.",
               chinese="对数似然"),
        Column("unit", "VARCHAR",
               "Unit of the parameters and of the log-likelihood: of time; of money for spend; the occasion or the "
               "period of renewal.", required=True, chinese="单位"),
        Column("verdict", "VARCHAR", "How the fit ended.", required=True,
               values=("interior", "no_dropout", "homogeneous", "polarised", "failed"), chinese="拟合结论"),
        Column("fit_id", "VARCHAR", "Hash of model and estimates.", "key", required=True, chinese="拟合号"),
        Column("fitted_on", "DATE", "Night of the fit.", required=True, chinese="拟合日期"),
        Column("customers", "BIGINT", "Customers fitted.", required=True, chinese="客户数"),
        Column("reason", "VARCHAR", "What the verdict rests on, in a sentence.", required=True, chinese="原因"),
        Column("basis", "VARCHAR",
               "How it comes to stand tonight: fitted tonight; kept of an earlier night; kept because tonight's "
               "failed; or failed, and none was accepted before.", required=True,
               values=("fitted", "kept", "kept_after_failure", "failed"), chinese="采用依据"),
        Column("basis_reason", "VARCHAR", "Why it was fitted or kept.", required=True, chinese="采用原因"),
        Column("drift", "DOUBLE",
               "How much tonight's new fit changes the total that is foretold (purchases of a year, or spend), as a "
               "share without its sign; NULL when no new fit was tried or none stood before.", chinese="漂移"),
    ),
    key=("model", "parameter"),
    formula="Maximum of the likelihood of customers grouped by (repeat_purchases, recency_days, observed_days); "
            "verdict no_dropout: dropout does not earn two units of log-likelihood, and the NBD stands in; "
            "homogeneous and polarised: customers are all alike or of two opposite kinds, and a parameter stopped at "
            "its bound.",
    reference="Fader, Hardie & Lee 2005; Fader & Hardie 2013; Batislam, Denizel & Filiztekin 2007; Schmittlein, "
              "Morrison & Colombo 1987; Fader, Hardie & Shang 2010; Fader & Hardie 2007",
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
        Column("same_as_last_error", "DOUBLE", "The same when each repeats the last period of that length.",
               chinese="同期误差"),
        Column("grade", "VARCHAR", "A: bias within 10 % and better than both naive rules; B: better than both; C: not.",
               required=True, values=("A", "B", "C"), chinese="等级"),
    ),
    key=("model", "cutoff_on"),
    chinese="价值模型等级",
)

CLV_SCORE = Table(
    "value.clv_score",
    "One row a distinct (repeat_purchases, recency_days, observed_days, spend_purchases) of value.summary: what the "
    "model in use expects of such a customer.",
    (
        *(SUMMARY.column(name) for name in ("repeat_purchases", "recency_days", "observed_days", "spend_purchases")),
        Column("model", "VARCHAR", "The model in use.", required=True, chinese="模型"),
        Column("fit_id", "VARCHAR", "The fit whose parameters were used; NULL when none can be.", "key",
               chinese="拟合号"),
        Column("p_alive", "DOUBLE", "Probability that the customer will buy again.", chinese="活跃概率"),
        Column("expected_purchases_12m", "DOUBLE", "Expected purchases in the next twelve calendar months.",
               chinese="未来一年期望购买数"),
        Column("discounted_purchases_12m", "DOUBLE", "The same, each discounted from its day to today.",
               chinese="折现一年期望购买数"),
        Column("discounted_purchases", "DOUBLE", "Discounted expected purchases for ever.", chinese="折现期望购买数"),
        Column("low", "DOUBLE",
               "Lower end of the predictive interval of the spend of twelve months, as a multiple of the expected.",
               chinese="下限倍数"),
        Column("high", "DOUBLE", "Upper end of it.", chinese="上限倍数"),
        Column("reason", "VARCHAR", "Why figures are missing.", chinese="缺失原因"),
    ),
    key=("repeat_purchases", "recency_days", "observed_days", "spend_purchases"),
    formula="expected = P(alive | x, tx, t) times purchases of a living customer (x, t); a purchase after d days "
            "counts (1 + clv_annual_discount)^(-d / 365.25). The interval is that of the sum of min(Poisson, "
            "geometric) purchases of gamma-gamma amounts, central at interval_level.",
    reference="Fader, Hardie & Lee 2005; Fader & Hardie 2013",
    chinese="模型评分",
)

SEASON = Table(
    "value.season",
    "One row a month of the year: how busy it is beside the others. Models of lifetime value count its days for so "
    "many.",
    (
        Column("month", "BIGINT", "1 is January.", required=True, chinese="月份"),
        Column("months_seen", "BIGINT", "Whole months in the data.", required=True, chinese="完整月数"),
        Column("repeat_purchases", "BIGINT", "Repeat purchases in this month, over the years.", required=True,
               chinese="重复购买次数"),
        Column("season_index", "DOUBLE",
               "Operational days that a day of this month counts for; NULL, and taken as one, where the data do not "
               "tell.", chinese="季节指数"),
        Column("reason", "VARCHAR", "Why there is none.", chinese="缺失原因"),
    ),
    key=("month",),
    rules={"an index is missing for a reason": "(season_index is null) = (reason is not null)"},
    formula="Repeat purchases a customer and day of the month, over their centred mean of twelve months; the mean "
            "over the years, one on average over the twelve months. From two whole years and 100 repeat purchases a "
            "month on.",
    reference="Persons 1919 (ratio to moving average)",
    chinese="季节指数",
)

OCCASION = Table(
    "value.occasion",
    "One row a customer that buys at set occasions only: what the BG/BB model needs. Purchases of one occasion are "
    "one.",
    (
        CUSTOMER_ID,
        Column("repeat_purchases", "BIGINT", "Occasions with a purchase after the first.", required=True,
               chinese="重复购买次数"),
        Column("last_occasion", "BIGINT", "Occasions from the first purchase to the last.", required=True,
               chinese="末购时机"),
        Column("occasions", "BIGINT", "Occasions from the first purchase to the latest at which anybody has bought.",
               required=True, chinese="经历时机数"),
    ),
    key=("customer_id",),
    rules={
        "the last purchase lies between the first and the latest occasion":
            "repeat_purchases <= last_occasion and last_occasion <= occasions",
    },
    reference="Fader, Hardie & Shang 2010",
    chinese="时机摘要",
)

OCCASION_SCORE = Table(
    "value.occasion_score",
    "One row a distinct (repeat_purchases, last_occasion, occasions) of value.occasion: what the BG/BB model expects "
    "of such a customer.",
    (
        *(OCCASION.column(name) for name in ("repeat_purchases", "last_occasion", "occasions")),
        *(CLV_SCORE.column(name) for name in ("model", "fit_id")),
        Column("p_alive", "DOUBLE", "Probability that the customer is still there at the next occasion.",
               chinese="活跃概率"),
        Column("occasions_12m", "BIGINT",
               "Occasions expected in the next twelve calendar months, as far apart as those so far.",
               chinese="未来一年时机数"),
        *(CLV_SCORE.column(name) for name in ("expected_purchases_12m", "discounted_purchases_12m",
                                              "discounted_purchases")),
        Column("low", "DOUBLE",
               "Lower end of the predictive interval of the purchases of twelve months, as a multiple of the expected.",
               chinese="下限倍数"),
        Column("high", "DOUBLE", "Upper end of it.", chinese="上限倍数"),
        Column("reason", "VARCHAR", "Why figures are missing.", chinese="缺失原因"),
    ),
    key=("repeat_purchases", "last_occasion", "occasions"),
    formula="A purchase at an occasion d days ahead counts (1 + clv_annual_discount)^(-d / 365.25). The interval is "
            "that of a beta-binomial number of purchases at the occasions that the customer stays for, central at "
            "interval_level.",
    reference="Fader, Hardie & Shang 2010",
    chinese="时机模型评分",
    is_intermediate=True,
)

PURCHASE_GAIN = Table(
    "value.purchase_gain",
    "One row a customer that has bought: what the next purchase is expected to bring, after cost to serve.",
    (
        CUSTOMER_ID,
        Column("expected_spend", "DOUBLE", "Expected amount of a purchase that something is paid for.",
               chinese="期望单次消费"),
        Column("margin_share", "DOUBLE",
               "Share of such an amount that is kept: margin so far, after refunds that no sale was found for, with "
               "one average purchase of the company added.", chinese="毛利率"),
        Column("purchase_cost", "DOUBLE", "Cost of serving so far, a purchase.", chinese="单次服务成本"),
        Column("gain", "DOUBLE", "paid_share x expected_spend x margin_share - purchase_cost, as value.clv says.",
               chinese="单次期望收益"),
    ),
    key=("customer_id",),
    chinese="单次购买收益",
    is_intermediate=True,
)

CLV = Table(
    "value.clv",
    "One row a customer that has bought: what is expected of the future. Money in the company's currency.",
    (
        CUSTOMER_ID,
        Column("as_of", "DATE", "Day that the figures hold for.", required=True, chinese="基准日"),
        Column("model", "VARCHAR", "The model that made them.", required=True, chinese="模型"),
        Column("fit_id", "VARCHAR", "The fit whose parameters were used; NULL when none can be.", "key",
               chinese="拟合号"),
        Column("p_alive", "DOUBLE", "Probability that the customer will buy again.", chinese="活跃概率"),
        Column("expected_purchases_12m", "DOUBLE", "Expected purchases in the next 12 months.",
               chinese="未来一年期望购买数"),
        *(PURCHASE_GAIN.column(name) for name in ("expected_spend", "margin_share", "purchase_cost")),
        Column("clv_12m", MONEY, "Margin expected in the next 12 months, discounted, less cost to serve.",
               chinese="一年客户价值"),
        Column("clv_residual", MONEY, "Margin expected from now on, discounted, less cost to serve.",
               chinese="剩余客户终身价值"),
        Column("clv_low", MONEY, "Lower end of the interval of clv_12m at interval_level.", chinese="价值下限"),
        Column("clv_high", MONEY, "Upper end of it.", chinese="价值上限"),
        Column("clv_grade", "VARCHAR",
               "How far the model can be trusted on this company's data: the worse of its backtests.",
               values=("A", "B", "C"), chinese="等级"),
        Column("reason", "VARCHAR", "Why figures are missing, or why to take them with care.", chinese="原因"),
    ),
    key=("customer_id",),
    rules={
        "a probability lies between 0 and 1": "p_alive is null or p_alive between 0 and 1",
        "an interval does not end before it begins": "clv_low is null or clv_high is null or clv_low <= clv_high",
    },
    formula="clv = discounted purchases x (paid_share x expected_spend x margin_share - purchase_cost); paid_share = "
            "(spend_purchases + s) / (repeat_purchases + 1) with s the company's share of sales that something is "
            "paid for in its currency; expected_spend = p (v + n m) / (p n + q - 1) of n paid repeat purchases of "
            "mean m, or the company's mean without such a fit; margin_share = (margin + k a) / (net sales + a) with k "
            "the company's margin share and a its mean sale; clv_low and clv_high are clv_12m times the interval's "
            "multiples.",
    reference="Fader, Hardie & Lee 2005; Fader & Hardie 2013",
    chinese="客户终身价值",
)

TREND = Table(
    "value.trend",
    "One row a customer that has bought: what came lately beside what came before, in the company's currency.",
    (
        CUSTOMER_ID,
        Column("purchases_12m", "BIGINT", "Sales in the 365 days up to today.", required=True, chinese="近一年订单数"),
        Column("revenue_12m", MONEY, "Their net amount.", required=True, chinese="近一年收入"),
        Column("margin_12m", MONEY, "Their margin.", required=True, chinese="近一年毛利"),
        Column("margin_12m_before", MONEY, "Margin of the 365 days before those.", required=True, chinese="前一年毛利"),
        Column("revenue_90d", MONEY, "Net amount of the 90 days up to today.", required=True, chinese="近90天收入"),
        Column("revenue_90d_before", MONEY, "Net amount of the 90 days before those.", required=True,
               chinese="前90天收入"),
    ),
    key=("customer_id",),
    chinese="消费趋势",
)

CONTRACT_TERM = Table(
    "value.contract_term",
    "One row a term of contract as sources word it.",
    (
        Column("term", "VARCHAR", "The term in the words of a source.", "key", required=True, chinese="合同期限"),
        Column("period_months", "BIGINT", "Months from one renewal to the next; 12 where the words tell no length.",
               required=True, chinese="续约周期月数"),
    ),
    key=("term",),
    chinese="合同期限",
    is_intermediate=True,
)

CONTRACT = Table(
    "value.contract",
    "One row a contract of a customer. Sources that tell of one customer's contract under the same key tell of one "
    "contract.",
    (
        CUSTOMER_ID,
        SUBSCRIPTION.column("subscription_key"),
        Column("sources", "BIGINT", "Sources that tell of it.", required=True, chinese="来源数"),
        *(SUBSCRIPTION.column(name) for name in ("product", "term")),
        Column("status", "VARCHAR",
               "Where it stands: who knows of an end is better informed, then who knows that it has just begun; "
               "over when its last day has passed.", required=True, values=("active", "joined", "ended", "cancelled"),
               chinese="合同状态"),
        Column("is_live", "BOOLEAN", "It stands today.", required=True, chinese="有效"),
        *(SUBSCRIPTION.column(name) for name in ("started_on", "ended_on", "renews_on")),
        Column("tenure_months", "BIGINT",
               "Whole months: as a source counts them, else from its days; NULL when neither is told.",
               chinese="在网月数"),
        Column("period_months", "BIGINT",
               "Months from one renewal to the next, read from the words of the term: 24 months, two year, "
               "quarterly, 两年; 1 where no term is told, 12 where its words tell no length.", required=True,
               chinese="续约周期月数"),
        Column("renewals", "BIGINT",
               "Renewals faced so far; a contract that is over has refused its last one. Meaningless (0 or 1) where "
               "no length is told.", required=True, chinese="续约次数"),
        Column("monthly_amount", MONEY, "Price a month; NULL when not told or in another currency.", chinese="月费"),
        Column("revenue", MONEY, "Revenue so far: as a source totals it, else months times monthly price.",
               required=True, chinese="合同收入"),
        Column("margin", MONEY, "That revenue times the threshold clv_margin.", required=True, chinese="合同毛利"),
        SUBSCRIPTION.column("end_reason"),
    ),
    key=("customer_id", "subscription_key"),
    chinese="客户合同",
)

CONTRACT_VALUE = Table(
    "value.contract_value",
    "One row a contract that stands: the margin that it is expected to bring. Money in the company's currency.",
    (
        CUSTOMER_ID,
        SUBSCRIPTION.column("subscription_key"),
        Column("term", "VARCHAR", "Term of the contract; untold where no source tells it.", required=True,
               chinese="合同期限"),
        CONTRACT.column("renewals"),
        Column("months_left", "BIGINT", "Months to the next renewal, by its day or by the months so far.",
               required=True, chinese="距续约月数"),
        Column("basis", "VARCHAR", "Whose renewals it is foretold by: those of its term, of all contracts, or none.",
               required=True, values=("term", "company", "none"), chinese="依据"),
        Column("p_renewal", "DOUBLE", "Chance that the next renewal is taken.", chinese="续约概率"),
        Column("expected_months_12m", "DOUBLE", "Months in force expected of the next twelve.",
               chinese="未来一年期望在网月数"),
        Column("discounted_months_12m", "DOUBLE", "The same, each discounted from its middle to today.",
               chinese="折现一年在网月数"),
        Column("discounted_months", "DOUBLE", "Discounted expected months in force for ever.",
               chinese="折现期望在网月数"),
        Column("margin_month", MONEY, "monthly_amount times the threshold clv_margin.", chinese="月毛利"),
        Column("clv_12m", MONEY, "Margin expected in the next 12 months, discounted.", chinese="一年合同价值"),
        Column("clv_residual", MONEY, "Margin expected from now on, discounted.", chinese="剩余合同价值"),
        Column("clv_low", MONEY, "Lower end of the interval of clv_12m at interval_level.", chinese="价值下限"),
        Column("clv_high", MONEY, "Upper end of it.", chinese="价值上限"),
        Column("reason", "VARCHAR", "Why figures are missing.", chinese="缺失原因"),
    ),
    key=("customer_id", "subscription_key"),
    rules={"a chance of renewal lies between 0 and 1": "p_renewal is null or p_renewal between 0 and 1"},
    formula="A contract that has taken k renewals takes the next j with B(alpha, beta + k + j) / B(alpha, beta + k); "
            "a month d months ahead counts (1 + clv_annual_discount)^(-d / 12), for ever by the DERL.",
    reference="Fader & Hardie 2007, 2010",
    chinese="合同价值",
)

CONTRACT_SUMMARY = Table(
    "value.contract_summary",
    "One row a customer that has or had a contract. Money in the company's currency.",
    (
        CUSTOMER_ID,
        Column("contracts", "BIGINT", "Contracts so far.", required=True, chinese="合同数"),
        Column("live_contracts", "BIGINT", "Contracts that stand today.", required=True, chinese="有效合同数"),
        Column("status", "VARCHAR",
               "Where the customer stands: by a live contract when there is one, else by the last that ended.",
               required=True, values=("active", "joined", "ended", "cancelled"), chinese="合同状态"),
        Column("first_started_on", "DATE", "First day of the first contract.", chinese="首签日期"),
        Column("last_ended_on", "DATE", "Last day of the last contract that ended.", chinese="末次终止日期"),
        Column("next_renewal_on", "DATE", "Next renewal of a live contract.", chinese="下次续约日期"),
        Column("tenure_months", "BIGINT",
               "Whole months of the longest contract: as its source counts them, else from its days.",
               chinese="在网月数"),
        Column("monthly_amount", MONEY, "Price a month of the live contracts.", required=True, chinese="月费"),
        Column("revenue", MONEY, "Revenue so far: as the source totals it, else months times monthly price.",
               required=True, chinese="合同收入"),
        Column("margin", MONEY, "That revenue times the threshold clv_margin.", required=True, chinese="合同毛利"),
        Column("end_reason", "VARCHAR", "Why the last contract ended.", chinese="终止原因"),
    ),
    key=("customer_id",),
    chinese="合同摘要",
)

RFM = Table(
    "value.rfm",
    "One row a customer that has bought: recency, frequency and money, each scored from 1 to 5.",
    (
        CUSTOMER_ID,
        Column("recency_days", "BIGINT", "Days from the last purchase to today.", required=True,
               chinese="最近购买天数"),
        Column("frequency", "BIGINT", "Sales.", required=True, chinese="购买频次"),
        Column("monetary", MONEY, "Revenue.", required=True, chinese="消费金额"),
        Column("recency_score", "BIGINT", "5 for the fifth that bought last.", required=True, chinese="最近购买得分"),
        Column("frequency_score", "BIGINT", "5 for the fifth that bought most often.", required=True,
               chinese="频次得分"),
        Column("monetary_score", "BIGINT", "5 for the fifth that brought most.", required=True, chinese="金额得分"),
        Column("rfm_score", "VARCHAR", "The three scores, one after the other.", required=True, chinese="RFM得分"),
        Column("rfm_segment", "VARCHAR", "The usual segment of these scores: the first whose ranges hold them.",
               required=True,
               values=("Champions", "Potential Loyalist", "Loyal Customers", "Promising", "New Customers",
                       "Can't Lose Them", "At Risk", "Need Attention", "About To Sleep", "Lost", "Others"),
               chinese="RFM分群"),
    ),
    key=("customer_id",),
    rules={
        "a score lies between 1 and 5":
            "recency_score between 1 and 5 and frequency_score between 1 and 5 and monetary_score between 1 and 5",
    },
    formula="With n customers of whom b bring less than this one, the score is 1 + floor(5 (b - 1) / (n - 1)), no "
            "less than 1 and no more than 5: a value scores k when it does not pass the k-th quintile of all values. "
            "Recency counts from the other end. Customers of equal value always score the same.",
    reference="Hughes 1994; segment ranges as published with the R package rfm",
    chinese="RFM模型",
)

_PROFIT = (
    Column("revenue", MONEY, "Sales after refunds, and contracts.", required=True, chinese="收入"),
    Column("margin", MONEY, "Margin of both.", required=True, chinese="毛利"),
    Column("cost_to_serve", MONEY, "Costs of serving so far.", required=True, chinese="服务成本"),
    Column("cost_to_serve_12m", MONEY, "Costs of serving in the 365 days up to today.", required=True,
           chinese="近一年服务成本"),
    Column("acquisition_cost", MONEY, "What it cost to win the customer; NULL when no source tells.",
           chinese="获客成本"),
    Column("net_profit", MONEY, "margin - cost_to_serve - acquisition_cost, an unknown one as nothing.", required=True,
           chinese="净利润"),
    Column("revenue_12m", MONEY, "Revenue of the 365 days up to today; of a live contract twelve months' price.",
           required=True, chinese="近一年收入"),
    Column("profit_12m", MONEY, "Margin of the same less costs of serving in these days.", required=True,
           chinese="近一年利润"),
    Column("clv_12m", MONEY,
           "Margin expected from purchases in the next 12 months, less cost to serve; NULL without a model.",
           chinese="一年客户价值"),
    Column("clv_residual", MONEY, "Margin expected from purchases from now on; NULL without a model.",
           chinese="剩余客户终身价值"),
    Column("contract_clv_12m", MONEY,
           "Margin expected of live contracts in the next 12 months; NULL without a contract that can be foretold.",
           chinese="一年合同价值"),
    Column("contract_clv_residual", MONEY, "Margin expected of them from now on.", chinese="剩余合同价值"),
    Column("expected_profit_12m", MONEY,
           "clv_12m, or profit_12m where no model speaks, and contract_clv_12m, or twelve months of the live "
           "contracts; NULL for who has never bought.", chinese="期望年利润"),
)

CUSTOMER_PROFIT = Table(
    "value.customer_profit",
    "One row a customer: what came in, what it cost and what is expected, with what the value tier is judged by.",
    (
        CUSTOMER_ID,
        *_PROFIT,
        Column("has_bought", "BOOLEAN", "A purchase or a contract is known.", required=True, chinese="已购买"),
        Column("has_relationship", "BOOLEAN", "A second day of buying, or a contract.", required=True,
               chinese="有关系"),
        Column("repeat_purchases", "BIGINT", "Days of buying after the first; NULL without a purchase.",
               chinese="复购天数"),
        Column("live_contracts", "BIGINT", "Contracts that stand; NULL without a contract.", chinese="有效合同数"),
        Column("margin_12m", MONEY, "Margin of sales of the 365 days up to today.", required=True,
               chinese="近一年毛利"),
        Column("margin_12m_before", MONEY, "Margin of sales of the 365 days before those.", required=True,
               chinese="前一年毛利"),
        Column("p_alive", "DOUBLE", "Probability that the customer will buy again.", chinese="活跃概率"),
    ),
    key=("customer_id",),
    chinese="客户利润",
    is_intermediate=True,
)

CUSTOMER_VALUE = Table(
    "value.customer_value",
    "One row a customer: what came in, what it cost, what is expected, and the value tier. Money in the company's "
    "currency.",
    (
        CUSTOMER_ID,
        *_PROFIT,
        Column("value_tier", "VARCHAR",
               "Transactional customers apart from relationship customers: top brings most, rising may become top, "
               "fading loses value.", values=("top", "rising", "fading", "transactional"), chinese="价值层级"),
        Column("value_tier_reason", "VARCHAR", "Why this tier, or why none.", required=True, chinese="层级依据"),
        Column("profit_rank", "BIGINT", "Rank by net profit, 1 the greatest; equal ones by customer id.", required=True,
               chinese="利润排名"),
        Column("profit_running_share", "DOUBLE",
               "Share of all net profit that the customers up to this rank bring: the whale curve, which may pass "
               "1. NULL when the total is not positive.", chinese="累计利润占比"),
    ),
    key=("customer_id",),
    rules={"net profit is margin less costs": "net_profit = margin - cost_to_serve - coalesce(acquisition_cost, 0)"},
    reference="Reinartz & Kumar 2000; Storbacka, Strandvik & Grönroos 1994",
    chinese="客户价值",
)

CONCENTRATION = Table(
    "value.concentration",
    "One row a measure, a window, and whether customers who brought nothing are counted: how few bring how much.",
    (
        Column("measure", "VARCHAR", "What is shared out.", "key", required=True,
               values=("revenue", "margin", "net_profit"), chinese="指标"),
        Column("period", "VARCHAR", "Window: everything, or the 365 days up to today.", "key", required=True,
               values=("all", "12_months"), chinese="期间"),
        Column("is_with_zero_customers", "BOOLEAN", "Customers who brought nothing are counted.", "key", required=True,
               chinese="含零值客户"),
        Column("from_on", "DATE", "First day of the window; NULL without a sale.", chinese="起始日期"),
        Column("to_on", "DATE", "Last day of the window.", required=True, chinese="截止日期"),
        Column("customers", "BIGINT", "Customers counted.", required=True, chinese="客户数"),
        Column("total", MONEY, "The sum shared out.", required=True, chinese="合计"),
        Column("top_20_share", "DOUBLE",
               "Share of the sum that the best fifth brings, rounded up to a whole customer. NULL when the sum is "
               "not positive.", chinese="前二成占比"),
        Column("gini", "DOUBLE", "Gini coefficient: 0 all alike, 1 one brings all. NULL when any amount is negative.",
               chinese="基尼系数"),
        Column("whale_peak", "DOUBLE",
               "Greatest share that the best so many bring together: above 1 when others lose what these bring.",
               chinese="鲸鱼曲线峰值"),
        Column("whale_peak_customer_share", "DOUBLE", "Share of customers at that peak.", chinese="峰值客户占比"),
        Column("reason", "VARCHAR", "Why a figure is missing.", chinese="缺失原因"),
    ),
    key=("measure", "period", "is_with_zero_customers"),
    formula="gini = 2 sum(i x_i) / (n sum(x)) - (n + 1) / n, i the rank of x upward",
    chinese="价值集中度",
)

CUSTOMER_EQUITY = Table(
    "value.customer_equity",
    "One row: what the customers are worth from now on.",
    (
        Column("as_of", "DATE", "Day that the figures hold for.", required=True, chinese="基准日"),
        Column("customers", "BIGINT", "Customers.", required=True, chinese="客户数"),
        Column("customers_valued", "BIGINT", "Customers with a lifetime value.", required=True, chinese="已估值客户数"),
        Column("equity", MONEY, "Sum of clv_residual, of purchases and of contracts; NULL when nobody is valued.",
               chinese="客户资产"),
        Column("equity_12m", MONEY, "Sum of clv_12m of both.", chinese="一年客户资产"),
        Column("contract_equity", MONEY, "The part of equity that contracts bring.", chinese="合同客户资产"),
        Column("equity_12m_low", MONEY,
               "equity_12m less the greatest bias of the model's backtests, of the part that purchases bring.",
               chinese="资产下限"),
        Column("equity_12m_high", MONEY, "equity_12m and that bias.", chinese="资产上限"),
        Column("backtest_bias", "DOUBLE", "The greatest bias, as a share without its sign.", chinese="回测偏差"),
        Column("reason", "VARCHAR", "Why a figure is missing.", chinese="缺失原因"),
    ),
    reference="Gupta & Lehmann 2005",
    chinese="客户资产",
)

TENURE_PROFIT = Table(
    "value.tenure_profit",
    "One row a year of the relationship: profit a customer won, beside profit a customer that still bought. Money in "
    "the company's currency.",
    (
        Column("tenure_year", "BIGINT", "Year from the first purchase, of 365 days; 1 is the first.", "key",
               required=True, chinese="关系年限"),
        Column("customers", "BIGINT", "Customers won so long ago that they have lived the year whole.", required=True,
               chinese="获客数"),
        Column("survivors", "BIGINT", "Those of them who bought in it.", required=True, chinese="留存客户数"),
        Column("profit_per_acquired", MONEY, "Margin less costs of serving in the year, by customers won.",
               required=True, chinese="人均利润（全部获客）"),
        Column("profit_per_survivor", MONEY,
               "The same of those who bought, by their number: survivors alone flatter the curve.",
               chinese="人均利润（留存客户）"),
    ),
    key=("tenure_year",),
    rules={"nobody survives who was not won": "survivors <= customers"},
    reference="Reichheld 1996; Reinartz & Kumar 2000",
    chinese="客户忠诚利润曲线",
)

REFERRAL_VALUE = Table(
    "value.referral_value",
    "One row a customer with a lifetime value or a referral that led to a purchase: what its referrals bring, and the "
    "cell of both values.",
    (
        CUSTOMER_ID,
        CLV.column("clv_12m"),
        Column("conversions", "BIGINT", "Referrals that led to a purchase.", required=True, chinese="成功推荐数"),
        Column("referral_value", MONEY,
               "What they bring; never to be added to lifetime values, where the purchases of the referred stand "
               "already.", required=True, chinese="推荐价值"),
        Column("referral_cell", "VARCHAR",
               "High in both: champion; in lifetime value alone: affluent; in referral value alone: advocate; in "
               "none: miser. High is the upper half, and a referral value above nothing.", required=True,
               values=("champion", "affluent", "advocate", "miser"), chinese="推荐价值象限"),
    ),
    key=("customer_id",),
    formula="referral_value = clv_referral_share x sum of clv_12m of the referred customers (none below nothing) + "
            "conversions x mean acquisition cost, which a referral saves",
    reference="Kumar, Petersen & Leone 2007",
    chinese="推荐价值",
)

HEADROOM = Table(
    "value.headroom",
    "One row a customer that told about its wallet and brought revenue in the last year: what it spends elsewhere.",
    (
        CUSTOMER_ID,
        Column("wallet_share", "DOUBLE", "Our share of what the customer spends, 0-1.", required=True,
               chinese="钱包份额"),
        CUSTOMER_VALUE.column("revenue_12m"),
        Column("headroom", MONEY, "What the customer spends elsewhere a year; NULL when our share is nothing.",
               chinese="份额空间"),
    ),
    key=("customer_id",),
    formula="headroom = revenue_12m (1 - wallet_share) / wallet_share",
    reference="Keiningham et al. 2011",
    chinese="钱包份额空间",
)

CALIBRATION = Table(
    "value.calibration",
    "One row a number of repeat purchases up to the cut-off: what the model in use foretold of such customers on its "
    "newest backtest, and what came.",
    (
        Column("repeat_purchases", "VARCHAR", "Repeat purchases up to the cut-off; seven and more together.",
               required=True, values=("0", "1", "2", "3", "4", "5", "6", "7+"), chinese="重复购买次数"),
        *(CLV_GRADE.column(name) for name in ("model", "cutoff_on", "horizon_days")),
        Column("customers", "BIGINT", "Customers with so many.", required=True, chinese="客户数"),
        Column("actual_purchases", "BIGINT", "Their purchases in the days after it.", required=True,
               chinese="实际购买数"),
        Column("expected_purchases", "DOUBLE", "Those that were foretold.", required=True, chinese="预测购买数"),
    ),
    key=("repeat_purchases",),
    reference="Fader, Hardie & Lee 2005",
    chinese="按频次校准",
)

TRACKING = Table(
    "value.tracking",
    "One row a day, a week apart: repeat purchases so far of the customers won by the cut-off, beside those of the "
    "model in use on its newest backtest.",
    (
        Column("tracked_on", "DATE", "The day.", required=True, chinese="日期"),
        *(CLV_GRADE.column(name) for name in ("model", "cutoff_on", "horizon_days")),
        Column("is_foretold", "BOOLEAN", "The day lies after the cut-off: the model was not shown it.", required=True,
               chinese="预测期"),
        Column("actual_purchases", "BIGINT", "Repeat purchases up to the day.", required=True,
               chinese="累计实际购买数"),
        Column("expected_purchases", "DOUBLE", "The model's, by each customer's first day alone.", required=True,
               chinese="累计预测购买数"),
    ),
    key=("tracked_on",),
    formula="expected = sum over customers of the expected repeat purchases of a new customer by day minus first day",
    reference="Fader, Hardie & Lee 2005",
    chinese="累计购买跟踪",
)

ALIVE_MATRIX = Table(
    "value.alive_matrix",
    "One row a number of repeat purchases and a silence: how many customers stand there, and how many are expected to "
    "buy again.",
    (
        Column("repeat_purchases", "VARCHAR", "Repeat purchases so far.", required=True,
               values=("0", "1", "2", "3", "4", "5-6", "7-9", "10+"), chinese="重复购买次数"),
        Column("silent_months", "VARCHAR", "Months since the last purchase, from the first number up to the second.",
               required=True, values=("0-1", "1-2", "2-3", "3-6", "6-12", "12+"), chinese="沉默月数"),
        Column("customers", "BIGINT", "Customers.", required=True, chinese="客户数"),
        Column("p_alive", "DOUBLE", "Mean probability that they buy again.", required=True, chinese="平均活跃概率"),
        Column("customers_alive", "DOUBLE", "Sum of these probabilities.", required=True, chinese="期望活跃客户数"),
    ),
    key=("repeat_purchases", "silent_months"),
    rules={"no more are alive than there are": "customers_alive <= customers"},
    chinese="活跃矩阵",
)

WHALE_CURVE = Table(
    "value.whale_curve",
    "One row a half percent of customers, the most profitable first: the share of all net profit that they bring "
    "together. Empty when the total is not positive.",
    (
        Column("customers", "BIGINT", "Customers so far.", required=True, chinese="客户数"),
        Column("customer_share", "DOUBLE", "Their share of all customers.", required=True, chinese="客户占比"),
        Column("profit_share", "DOUBLE",
               "Their share of all net profit; it passes 1 when the others lose what these bring.", required=True,
               chinese="累计利润占比"),
    ),
    key=("customers",),
    rules={"a share of customers lies between 0 and 1": "customer_share > 0 and customer_share <= 1"},
    reference="Storbacka, Strandvik & Grönroos 1994",
    chinese="鲸鱼曲线",
)

TREATMENT_AUDIT = Table(
    "value.treatment_audit",
    "One row a customer with a value tier or a cost of serving in the last year: what it is given in the 365 days up "
    "to today, beside what it brings.",
    (
        CUSTOMER_ID,
        CUSTOMER_VALUE.column("value_tier"),
        Column("margin_12m", MONEY, "Margin before costs of serving, as in profit_12m.", required=True,
               chinese="近一年毛利"),
        Column("cost_to_serve_12m", MONEY, "Costs of serving.", required=True, chinese="近一年服务成本"),
        Column("contacts_12m", "BIGINT", "Contacts.", required=True, chinese="近一年接触次数"),
        Column("discount_share", "DOUBLE",
               "Discount as a share of list price, of the lines that tell one; NULL when none does.", chinese="折扣率"),
        Column("cost_share", "DOUBLE", "Costs of serving as a share of margin; NULL without a margin.",
               chinese="服务成本占毛利比"),
        Column("usual_cost_share", "DOUBLE", "The same of all customers together.", chinese="平均服务成本占毛利比"),
        Column("verdict", "VARCHAR",
               "costs_more_than_it_brings: its demands cost more than its margin; over_served: neither top nor "
               "rising, and more than twice the usual share of margin goes into serving it; under_served: top, and "
               "less than half of it; untold: no source tells costs of serving.", required=True,
               values=("costs_more_than_it_brings", "over_served", "under_served", "as_worth", "untold"),
               chinese="待遇结论"),
    ),
    key=("customer_id",),
    reference="Reinartz & Kumar 2000",
    chinese="待遇审计",
)

TREATMENT_SUMMARY = Table(
    "value.treatment_summary",
    "One row a value tier (none: no tier): what its customers are given in a year, beside what they bring.",
    (
        Column("value_tier", "VARCHAR", "The tier.", required=True,
               values=("top", "rising", "fading", "transactional", "none"), chinese="价值层级"),
        Column("customers", "BIGINT", "Customers.", required=True, chinese="客户数"),
        Column("margin_12m", MONEY, "Their margin before costs of serving.", required=True, chinese="近一年毛利"),
        Column("cost_to_serve_12m", MONEY, "Costs of serving them.", required=True, chinese="近一年服务成本"),
        Column("margin_share", "DOUBLE", "Share of all margin.", chinese="毛利占比"),
        Column("cost_share", "DOUBLE", "Share of all costs of serving.", chinese="服务成本占比"),
        Column("contacts_per_customer", "DOUBLE", "Contacts a customer.", required=True, chinese="人均接触次数"),
        Column("discount_share", "DOUBLE", "Mean discount as a share of list price.", chinese="折扣率"),
        Column("over_served", "BIGINT", "Customers over-served.", required=True, chinese="过度服务客户数"),
        Column("under_served", "BIGINT", "Customers under-served.", required=True, chinese="服务不足客户数"),
        Column("costly", "BIGINT", "Customers who cost more than they bring.", required=True, chinese="亏损客户数"),
        Column("has_the_favours_of_the_best", "BOOLEAN",
               "Its discounts are no smaller than those of the top tier: favours given to all reward nobody. NULL "
               "of the top tier and where no line tells.", chinese="享有同等优惠"),
    ),
    key=("value_tier",),
    reference="Reinartz & Kumar 2000",
    chinese="待遇汇总",
)

RULE_EVIDENCE = Table(
    "value.rule_evidence",
    "One row a share that a rule of thumb speaks of: so many of so many.",
    (
        Column("evidence", "VARCHAR",
               "kept: customers of the year before last who bought in the last; referred: customers of the last "
               "year who came by a referral; offers: contacts of the step offer, thirty days to thirteen months "
               "ago, to who had bought before and to who had not, followed by a purchase within thirty days.", "key",
               required=True,
               values=("share_of_customers_kept", "share_of_new_customers_referred", "share_of_offers_taken_by_new",
                       "share_of_offers_taken_by_customers"),
               chinese="证据"),
        Column("n", "BIGINT", "Of how many.", required=True, chinese="样本数"),
        Column("k", "BIGINT", "How many.", required=True, chinese="命中数"),
    ),
    key=("evidence",),
    rules={"no more are counted than there are": "k between 0 and n"},
    chinese="经验法则证据",
    is_intermediate=True,
)

RULE_FIGURE = Table(
    "value.rule_figure",
    "One row a rule of thumb of which the company's own ledger tells something: its figure, of how many, and between "
    "which ends.",
    (
        Column("rule", "VARCHAR", "The rule.", "key", required=True,
               values=("best_fifth_brings_four_fifths", "some_customers_cost_more_than_they_bring",
                       "customers_bring_more_in_the_second_year", "who_stays_brings_more_in_the_second_year",
                       "winning_costs_five_times_keeping", "five_points_less_loss_raise_profit",
                       "three_fifths_of_the_new_were_referred", "one_of_seven_offers_to_the_new_succeeds",
                       "one_of_two_offers_to_customers_succeeds"),
               chinese="经验法则"),
        Column("figure", "DOUBLE",
               "The claim's figure here: a share; the peak of the whale curve; profit of the second year as a "
               "multiple of the first; cost of winning as a multiple of that of serving for a year; rise of profit "
               "as a share. NULL when the ledger does not tell.", chinese="实测值"),
        Column("n", "BIGINT", "Of how many customers, or offers.", chinese="样本数"),
        Column("low", "DOUBLE", "Lower end of the interval at interval_level; NULL where the whole ledger is counted.",
               chinese="区间下限"),
        Column("high", "DOUBLE", "Upper end of it.", chinese="区间上限"),
    ),
    key=("rule",),
    chinese="经验法则实测",
    is_intermediate=True,
)

RULE_OF_THUMB = Table(
    "value.rule_of_thumb",
    "One row a rule of thumb about customers: what it claims, and what the company's own ledger says.",
    (
        RULE_FIGURE.column("rule"),
        Column("claim", "VARCHAR", "What it claims, in a sentence.", required=True, chinese="主张"),
        RULE_FIGURE.column("figure"),
        *(RULE_FIGURE.column(name) for name in ("n", "low", "high")),
        Column("at_least", "DOUBLE", "The rule holds from here.", required=True, chinese="下限"),
        Column("at_most", "DOUBLE", "The rule holds up to here; NULL without an upper end.", chinese="上限"),
        Column("from_on", "DATE", "First day of the period; NULL without a sale.", chinese="起始日期"),
        Column("to_on", "DATE", "Last day of it.", required=True, chinese="截止日期"),
        Column("verdict", "VARCHAR", "Whether it holds here; undecided: the figure does not, its interval does.",
               required=True, values=("holds", "fails", "undecided", "untold"), chinese="结论"),
    ),
    key=("rule",),
    formula="Wilson interval of a share. With r the share of customers kept and d the discount, a customer is worth r "
            "/ (1 + d - r) years of margin; five points less loss raise that by (r + .05) / (1 + d - r - .05) x (1 + "
            "d - r) / r - 1.",
    reference="Reichheld & Sasser 1990; Reinartz & Kumar 2000; Gupta & Lehmann 2005",
    chinese="经验法则检验",
)

RETENTION = Table(
    "value.retention",
    "One row a term of contract: how its renewals are taken, and what a new contract is expected to last.",
    (
        Column("term", "VARCHAR", "Term of the contract; untold where no source tells it.", "key", required=True,
               chinese="合同期限"),
        Column("period_months", "BIGINT", "Months from one renewal to the next.", required=True,
               chinese="续约周期月数"),
        Column("contracts", "BIGINT", "Contracts whose length is told.", required=True, chinese="合同数"),
        Column("lost", "BIGINT", "Those of them that are over.", required=True, chinese="流失合同数"),
        Column("alpha", "DOUBLE", "Parameter of the beta distribution of the chance of loss.", chinese="参数α"),
        Column("beta", "DOUBLE", "Its other parameter.", chinese="参数β"),
        Column("alpha_standard_error", "DOUBLE", "Standard error of alpha; NULL at a bound.", chinese="α标准误"),
        Column("beta_standard_error", "DOUBLE", "Standard error of beta; NULL at a bound.", chinese="β标准误"),
        Column("log_likelihood", "DOUBLE", "Log-likelihood of the fit.", chinese="对数似然"),
        Column("verdict", "VARCHAR", "How the fit ended.", required=True,
               values=("interior", "no_dropout", "homogeneous", "polarised", "failed"), chinese="拟合结论"),
        Column("first_retention", "DOUBLE",
               "Chance that the first renewal is taken; later ones are taken more surely, as the unsure have left.",
               chinese="首次续约率"),
        Column("survival_12m", "DOUBLE", "Chance that a new contract stands after twelve months.",
               chinese="一年留存率"),
        Column("discounted_renewals", "DOUBLE",
               "Expected renewals of a new contract, discounted at clv_annual_discount.", chinese="折现期望续约次数"),
        Column("reason", "VARCHAR", "What the verdict rests on, in a sentence.", required=True, chinese="原因"),
    ),
    key=("term",),
    formula="P(a contract takes its first k renewals) = B(alpha, beta + k) / B(alpha, beta)",
    reference="Fader & Hardie 2007, 2010",
    chinese="合同留存",
    is_intermediate=True,
)
