"""What customers expected and felt: surveys, moments of truth, what was put right."""

from expectations.core import SURVEY_ANSWER
from expectations.identity import CUSTOMER_ID
from expectations.table import Column, Table

WAVE = Column("wave", "VARCHAR", "Wave of the survey.", "key", required=True, chinese="调查期")
ITEM = Column("item", "VARCHAR", "The item asked.", "key", required=True, chinese="题项")
ANSWERED_ON = Column("answered_on", "DATE", "Day of the latest answer used.", required=True, chinese="答卷日期")
SCALE = (
    Column("scale_low", "DOUBLE", "Lowest value of the scale that the figures stand on.", chinese="量表下限"),
    Column("scale_high", "DOUBLE", "Highest value of it.", chinese="量表上限"),
)
N = Column("n", "BIGINT", "Customers behind the figure.", required=True, chinese="样本数")
SEGMENT = Column("segment", "VARCHAR", "Customers that the figure is about: `all`, or a segment of the company.", "key",
                 required=True, chinese="客户群")
NO_SCALE = "no scale declared"
INTERVAL = "mean +/- t x s / sqrt(n) with Student's t; shares by Wilson's interval"
INTERVAL_REFERENCE = "Student 1908; Wilson 1927"


def figure(name: str, meaning: str, chinese: str, type: str = "DOUBLE") -> Column:
    """A measured column, NULL when its input is missing."""
    return Column(name, type, meaning, chinese=chinese)


def bounds(prefix: str, of: str) -> tuple[Column, Column]:
    """Both ends of the 95 % interval of a figure; NULL when one answer alone stands behind it."""
    start = f"{prefix}_" if prefix else ""
    return (
        figure(f"{start}low", f"Lower end of the 95 % interval of {of}.", "区间下限"),
        figure(f"{start}high", f"Upper end of the 95 % interval of {of}.", "区间上限"),
    )


STUDENT_T = Table(
    "satisfaction.student_t",
    "One row a number of degrees of freedom, 1 to 200, and 1,000,000 for the normal law.",
    (
        Column("degrees", "BIGINT", "Degrees of freedom: answers less one.", "key", required=True, chinese="自由度"),
        Column("quantile", "DOUBLE",
               "Two-sided quantile of Student's t at the interval level: 1.96 at 95 % for many answers.", required=True,
               chinese="分位数"),
    ),
    key=("degrees",),
    formula="P(-quantile <= t <= quantile) = interval_level",
    reference="Student 1908",
    chinese="t分布分位数",
    is_intermediate=True,
)

SURVEY_ASPECT = Table(
    "satisfaction.survey_aspect",
    "One row a side of an item that a survey may send in core.survey_answer, as it may be written.",
    (
        Column("instrument", "VARCHAR", "What the item belongs to.", "key", required=True, chinese="量表"),
        Column("written", "VARCHAR", "The aspect as a source may write it.", "key", required=True, chinese="原写法"),
        Column("aspect", "VARCHAR", "The aspect as it is called here.", "key", required=True, chinese="方面"),
        Column("is_reversed", "BOOLEAN",
               "More of what is written is less of what it is called here: the answer is turned round on its scale.",
               required=True, chinese="反向计分"),
        figure("points_low", "Lowest point of the scale that answers are brought to; NULL leaves them on their own.",
               "标准下限"),
        figure("points_high", "Highest point of it.", "标准上限"),
    ),
    key=("instrument", "written"),
    chinese="调查方面",
)

ANSWER = Table(
    "satisfaction.answer",
    "One row an answer of a customer to a survey, turned so that more is more of the aspect, on the usual points of "
    "its instrument.",
    (
        SURVEY_ANSWER.column("source"),
        Column("answer_key", "VARCHAR", "Key of the answer in its source.", "key", required=True, chinese="答案号"),
        Column("customer_id", "VARCHAR", "The customer; NULL when nobody is known.", "key", chinese="客户号"),
        WAVE,
        Column("answered_on", "DATE", "Day of the answer.", required=True, chinese="答卷日期"),
        Column("instrument", "VARCHAR", "What the item belongs to.", required=True, chinese="量表"),
        ITEM,
        Column("aspect", "VARCHAR", "Which side of the item, in the words of satisfaction.survey_aspect.",
               required=True, chinese="方面"),
        figure("scale_low", "Lowest answer of the scale that the source declares.", "量表下限"),
        figure("scale_high", "Highest answer of it.", "量表上限"),
        figure("points", "The answer on points_low to points_high; NULL when refused.", "得分"),
        figure("points_low", "Lowest point: that of the instrument, else of the source's scale.", "标准下限"),
        figure("points_high", "Highest point.", "标准上限"),
        Column("refusal", "VARCHAR", "Why the answer feeds no figure; NULL when it does.",
               values=("no known customer", "unknown instrument or aspect", "not applicable", NO_SCALE,
                       "not eleven points", "answered again later"),
               chinese="拒绝原因"),
    ),
    key=("source", "answer_key"),
    rules={"an answer has points or a reason why not": "(points is null) <> (refusal is null)"},
    formula="points = points_low + (score - scale_low) / (scale_high - scale_low) x (points_high - points_low)",
    chinese="客户答案",
)

SERVICE_ITEM = Table(
    "satisfaction.service_item",
    "One row a customer, wave and item of service: its sides next to each other, on the source's scale.",
    (
        CUSTOMER_ID,
        WAVE,
        ITEM,
        ANSWERED_ON,
        figure("expected", "What the customer expected.", "期望"),
        figure("perceived", "What the customer got.", "感知"),
        figure("adequate", "What would just do.", "适当服务"),
        figure("desired", "What was hoped for.", "理想服务"),
        figure("importance", "How much the item matters to the customer.", "重要性"),
        *SCALE,
        Column("reason", "VARCHAR", "Why sides are missing; NULL when every answer could be used.",
               values=("scales differ", NO_SCALE), chinese="原因"),
    ),
    key=("customer_id", "wave", "item"),
    reference="Parasuraman, Zeithaml & Berry 1988",
    chinese="服务题项",
    is_intermediate=True,
)

TOLERANCE_ZONE = Table(
    "satisfaction.tolerance_zone",
    "One row a customer, wave and item of service: where it stands between what will do and what is hoped for.",
    (
        CUSTOMER_ID,
        WAVE,
        ITEM,
        ANSWERED_ON,
        *(SERVICE_ITEM.column(name) for name in ("perceived", "adequate", "desired", "scale_low", "scale_high")),
        figure("msa", "Measure of service adequacy: perceived - adequate.", "服务适当度"),
        figure("mss", "Measure of service superiority: perceived - desired.", "服务优越度"),
        figure("width", "Width of the zone: desired - adequate.", "容忍区宽度"),
        figure("position", "msa / width: 0 at adequate, 1 at desired; NULL when the zone has no width.", "区间位置"),
        Column("zone", "VARCHAR", "Below adequate, between, or above desired.",
               values=("unacceptable", "tolerated", "delighted"), chinese="容忍区域"),
        Column("reason", "VARCHAR", "Why there is no zone.",
               values=("scales differ", NO_SCALE, "perceived service not answered",
                       "adequate or desired service not answered", "adequate above desired"),
               chinese="原因"),
    ),
    key=("customer_id", "wave", "item"),
    rules={"there is a zone or a reason why not": "(zone is null) <> (reason is null)"},
    formula="msa = perceived - adequate; mss = perceived - desired; position = msa / (desired - adequate); adequate "
            "above desired is refused",
    reference="Zeithaml, Berry & Parasuraman 1993; Parasuraman, Zeithaml & Berry 1994",
    chinese="容忍区域",
)

DERIVED_SCORE = Table(
    "satisfaction.derived_score",
    "One row a customer, wave, item and figure that one answer less another gives.",
    (
        CUSTOMER_ID,
        WAVE,
        Column("figure", "VARCHAR",
               "What was taken from what: gap, msa, mss, benchmark (ours less the best rival's), best_worst, "
               "weight_share.", "key", required=True, chinese="指标"),
        ITEM,
        Column("weight", "DOUBLE",
               "Weight in the customer's mean: for the gap the stated importance when all compared items have one, "
               "else 1.", required=True, chinese="权重"),
        Column("points", "DOUBLE", "The difference, or for weight_share the item's share of all points given.",
               required=True, chinese="得分"),
        figure("points_low", "Lowest point of the scale that it stands on.", "标准下限"),
        figure("points_high", "Highest point of it.", "标准上限"),
    ),
    key=("customer_id", "wave", "figure", "item"),
    formula="gap = perceived - expected; msa = perceived - adequate; mss = perceived - desired; benchmark = ours - "
            "best rival's; best_worst = chosen best - chosen worst; weight_share = points / all points of the customer",
    reference="Parasuraman, Zeithaml & Berry 1988, 1994; Louviere & Woodworth 1991",
    chinese="派生得分",
    is_intermediate=True,
)

CUSTOMER_FIGURE = Table(
    "satisfaction.customer_figure",
    "One row a customer, wave and figure: the mean over the items asked, all on one scale, with its interval.",
    (
        CUSTOMER_ID,
        WAVE,
        Column("figure", "VARCHAR", "Instrument and aspect.", "key", required=True, chinese="指标"),
        Column("n", "BIGINT", "Items behind it.", required=True, chinese="题项数"),
        Column("points", "DOUBLE", "Mean of the items, weighted for the gap.", required=True, chinese="得分"),
        *bounds("", "the mean over items"),
        figure("points_low", "Lowest point of the scale.", "标准下限"),
        figure("points_high", "Highest point of it.", "标准上限"),
    ),
    key=("customer_id", "wave", "figure"),
    formula="mean = sum(w x) / sum(w); its squared standard error = sum(w^2 (x - mean)^2) / sum(w)^2 x n / (n - 1); "
            "interval with Student's t",
    reference="Student 1908; Cochran 1977",
    chinese="客户指标",
    is_intermediate=True,
)

SATISFACTION = Table(
    "satisfaction.satisfaction",
    "One row a customer, wave and measure that was asked for.",
    (
        CUSTOMER_ID,
        WAVE,
        Column("measure", "VARCHAR",
               "gap: perceived - expected service. servperf: perceived service alone. msa, mss: service against "
               "adequate and desired. nps: likelihood to recommend, 0-10. csat: satisfaction, 0-100. ces: ease, "
               "0-100.", "key", required=True, values=("gap", "servperf", "msa", "mss", "nps", "csat", "ces"),
               chinese="满意度指标"),
        ANSWERED_ON,
        Column("n", "BIGINT", "Items behind the value.", required=True, chinese="题项数"),
        figure("value", "The measure, on scale_low to scale_high; a gap is a difference on that scale.", "数值"),
        *bounds("", "the value over items; NULL for one item"),
        *SCALE,
        Column("verdict", "VARCHAR",
               "nps: promoter 9-10, passive 7-8, detractor 0-6. csat: satisfied from the set share of the scale. "
               "msa below 0 is unacceptable, mss above 0 delighted.",
               values=("promoter", "passive", "detractor", "satisfied", "not satisfied", "unacceptable", "delighted"),
               chinese="判定"),
        Column("reason", "VARCHAR", "Why there is no value.",
               values=("not applicable", NO_SCALE, "not eleven points", "sides missing or scales differ"),
               chinese="原因"),
        Column("is_latest", "BOOLEAN",
               "The customer's latest wave with a value for this measure; without any value the latest asked.",
               required=True, chinese="最新"),
    ),
    key=("customer_id", "wave", "measure"),
    rules={"there is a value or a reason why not": "(value is null) <> (reason is null)"},
    formula="gap = sum w (P - E) / sum w; servperf = mean P; nps, csat, ces = mean answer",
    reference="Parasuraman, Zeithaml & Berry 1988; Cronin & Taylor 1992; Oliver 1980; Reichheld 2003; Dixon, Freeman "
              "& Toman 2010",
    chinese="满意度",
)

SURVEY_STATISTIC = Table(
    "satisfaction.survey_statistic",
    "One row a figure, segment, wave, item and scale: count and sums from which survey figures are made.",
    (
        Column("figure", "VARCHAR", "What was measured.", "key", required=True, chinese="指标"),
        SEGMENT,
        WAVE,
        Column("item", "VARCHAR", "The item; `all` for a figure over all items.", "key", required=True, chinese="题项"),
        figure("points_low", "Lowest point of the scale.", "标准下限"),
        figure("points_high", "Highest point of it.", "标准上限"),
        Column("is_share", "BOOLEAN", "The answers are 0 and 1.", required=True, chinese="是否比例"),
        N,
        Column("negative", "BIGINT", "Customers below nought.", required=True, chinese="负值数"),
        Column("total", "DOUBLE", "Sum over customers.", required=True, chinese="合计"),
        Column("squares", "DOUBLE", "Sum of squares.", required=True, chinese="平方和"),
    ),
    key=("figure", "segment", "wave", "item", "points_low", "points_high"),
    chinese="调查统计量",
    is_intermediate=True,
)

SURVEY_FIGURE = Table(
    "satisfaction.survey_figure",
    "One row a figure, segment, wave, item and scale: its mean over customers with number and interval.",
    (
        Column("figure", "VARCHAR", "What was measured.", "key", required=True, chinese="指标"),
        SEGMENT,
        WAVE,
        Column("item", "VARCHAR", "The item; `all` for a figure over all items.", "key", required=True, chinese="题项"),
        *SCALE,
        N,
        Column("value", "DOUBLE", "Mean over customers; for a share the share.", required=True, chinese="数值"),
        *bounds("", "the value"),
        figure("negative_share", "Share of customers below nought; NULL for a share.", "负面占比"),
        *bounds("negative", "that share"),
    ),
    key=("figure", "segment", "wave", "item", "scale_low", "scale_high"),
    formula=INTERVAL,
    reference=INTERVAL_REFERENCE,
    chinese="调查指标",
)

SATISFACTION_SUMMARY = Table(
    "satisfaction.satisfaction_summary",
    "One row a wave, measure and scale of satisfaction over all customers who answered.",
    (
        WAVE,
        Column("measure", "VARCHAR",
               "As in satisfaction.satisfaction; nps is promoters less detractors in percent of all, csat_satisfied "
               "the share satisfied.", "key", required=True,
               values=("gap", "servperf", "msa", "mss", "nps", "csat", "csat_satisfied", "ces", "net_customer_value"),
               chinese="满意度指标"),
        *SCALE,
        N,
        Column("value", "DOUBLE", "The measure.", required=True, chinese="数值"),
        *bounds("", "the value"),
        figure("promoters", "Customers answering 9-10; for nps only.", "推荐者", "BIGINT"),
        figure("passives", "Customers answering 7-8.", "中立者", "BIGINT"),
        figure("detractors", "Customers answering 0-6.", "贬损者", "BIGINT"),
    ),
    key=("wave", "measure", "scale_low", "scale_high"),
    formula="NPS = 100 x (promoters - detractors) / n; others the mean over customers; " + INTERVAL,
    reference="Reichheld 2003; Parasuraman, Zeithaml & Berry 1988; Cronin & Taylor 1992; Dixon, Freeman & Toman 2010",
    chinese="满意度汇总",
)

ITEM_GAP = Table(
    "satisfaction.item_gap",
    "One row a wave, item and scale of service: what was expected, what was got, and the gap.",
    (
        WAVE,
        ITEM,
        *SCALE,
        Column("n", "BIGINT", "Customers who answered both sides.", required=True, chinese="样本数"),
        Column("expected", "DOUBLE", "Mean expectation.", required=True, chinese="期望"),
        Column("perceived", "DOUBLE", "Mean perception.", required=True, chinese="感知"),
        Column("gap", "DOUBLE", "Mean of perceived - expected: below 0 the service disappoints.", required=True,
               chinese="服务差距"),
        *bounds("gap", "the gap"),
        figure("disappointed_share", "Share of customers with a gap below 0.", "失望占比"),
        *bounds("disappointed", "that share"),
        figure("importance", "Mean stated importance; NULL when not asked.", "重要性"),
        Column("importance_n", "BIGINT", "Customers who stated an importance.", required=True, chinese="重要性样本数"),
    ),
    key=("wave", "item", "scale_low", "scale_high"),
    rules={
        "the gap is what was got less what was expected": "gap - (perceived - expected) between -0.00001 and 0.00001"
    },
    formula="gap = mean(P - E); " + INTERVAL,
    reference="Parasuraman, Zeithaml & Berry 1988; Oliver 1980",
    chinese="题项差距",
)

TOLERANCE_ZONE_SUMMARY = Table(
    "satisfaction.tolerance_zone_summary",
    "One row a wave, item and scale of service: its place in the zone of tolerance over customers.",
    (
        WAVE,
        ITEM,
        *SCALE,
        N,
        Column("msa", "DOUBLE", "Mean of perceived - adequate.", required=True, chinese="服务适当度"),
        *bounds("msa", "msa"),
        Column("mss", "DOUBLE", "Mean of perceived - desired.", required=True, chinese="服务优越度"),
        *bounds("mss", "mss"),
        figure("unacceptable_share", "Share of customers below adequate.", "不可接受占比"),
        *bounds("unacceptable", "that share"),
        figure("tolerated_share", "Share of customers inside the zone.", "容忍占比"),
        *bounds("tolerated", "that share"),
        figure("delighted_share", "Share of customers above desired.", "愉悦占比"),
        *bounds("delighted", "that share"),
    ),
    key=("wave", "item", "scale_low", "scale_high"),
    rules={
        "the three shares are all customers":
            "unacceptable_share + tolerated_share + delighted_share between 0.99999 and 1.00001"
    },
    formula="msa = mean(P - adequate); mss = mean(P - desired); " + INTERVAL,
    reference="Zeithaml, Berry & Parasuraman 1993; Parasuraman, Zeithaml & Berry 1994",
    chinese="容忍区域汇总",
)

SATISFACTION_DRIVER = Table(
    "satisfaction.satisfaction_driver",
    "One row a wave and level of what drives satisfaction: core product, process and support, performance, "
    "interaction, emotion.",
    (
        WAVE,
        Column("level", "VARCHAR", "The level.", "key", required=True, chinese="层次"),
        N,
        Column("effect", "DOUBLE", "Mean effect, -3 takes away to +3 adds.", required=True, chinese="影响"),
        *bounds("effect", "the effect"),
        figure("negative_share", "Share of customers from whom it takes away.", "负面占比"),
        *bounds("negative", "that share"),
    ),
    key=("wave", "level"),
    formula="effect = mean answer on -3..+3; negative_share = share of answers below 0; " + INTERVAL,
    reference="Barnes 2001",
    chinese="满意度驱动因素",
)

SERVICE_ELEMENT = Table(
    "satisfaction.service_element",
    "One row a wave and element of service: its weight, how it is chosen, and our place against the best rival.",
    (
        WAVE,
        Column("element", "VARCHAR",
               "The element, or for weights one of the Ps (product, price, place, promotion, service).", "key",
               required=True, chinese="服务要素"),
        figure("weight_n", "Customers who gave weights.", "权重样本数", "BIGINT"),
        figure("weight_share", "Mean share of the points that the customer spread over all elements weighed.", "权重"),
        *bounds("weight", "the weight"),
        Column("weight_reason", "VARCHAR", "Why there is no weight.", values=("no weights asked",), chinese="权重原因"),
        figure("choice_n", "Customers who chose.", "选择样本数", "BIGINT"),
        figure("first_choice_share", "Share who chose it as the most important.", "首选占比"),
        *bounds("first_choice", "that share"),
        figure("best_worst", "Mean of chosen best less chosen worst, -1 to +1.", "优劣得分"),
        *bounds("best_worst", "it"),
        Column("choice_reason", "VARCHAR", "Why there is no choice.", values=("no choices asked",), chinese="选择原因"),
        figure("performance_n", "Customers who scored us.", "表现样本数", "BIGINT"),
        figure("performance", "Our mean score, 1-7.", "我方得分"),
        *bounds("performance", "it"),
        figure("benchmark_n", "Customers who scored us and the best rival.", "对标样本数", "BIGINT"),
        figure("benchmark", "Our score less the best rival's, in points of 1-7.", "对标差距"),
        *bounds("benchmark", "it"),
        Column("benchmark_reason", "VARCHAR", "Why there is no benchmark.", values=("no rival scored beside us",),
               chinese="对标原因"),
    ),
    key=("wave", "element"),
    formula="weight = mean(points / all points of the customer); best_worst = mean(best - worst); benchmark = "
            "mean(ours - best rival's); "
    + INTERVAL,
    reference="Louviere & Woodworth 1991 (best-worst choice); Camp 1989 (benchmark)",
    chinese="服务要素",
)

FORMS = ("price", "convenience", "choice", "employees", "information", "association", "function", "relationship",
         "individual_customer", "surprise", "community", "memory", "experience")
QUADRANTS = ("concentrate_here", "keep_up", "possible_overkill", "low_priority")

VALUE_FORM_SCORE = Table(
    "satisfaction.value_form_score",
    "One row a customer, segment, wave and form of value.",
    (
        CUSTOMER_ID,
        SEGMENT,
        WAVE,
        Column("form", "VARCHAR", f"Form of value as the survey names it: {', '.join(FORMS)}.", "key", required=True,
               chinese="价值形式"),
        figure("importance", "How much it matters to the customer, 1-9.", "重要性"),
        figure("performance", "How we do in the customer's eyes, 1-9.", "表现"),
        figure("overall", "The customer's satisfaction on the whole in that wave, 0-100.", "总体满意度"),
    ),
    key=("customer_id", "segment", "wave", "form"),
    chinese="价值形式得分",
)

DERIVED_IMPORTANCE = Table(
    "satisfaction.derived_importance",
    "One row a segment, wave and form of value: how closely our performance goes with overall satisfaction.",
    (
        SEGMENT,
        WAVE,
        Column("form", "VARCHAR", "Form of value.", "key", required=True, chinese="价值形式"),
        Column("n", "BIGINT", "Customers with a performance and an overall satisfaction.", required=True,
               chinese="样本数"),
        figure("importance", "Spearman's rank correlation of the two, -1 to +1.", "推导重要性"),
        *bounds("", "the correlation"),
        Column("reason", "VARCHAR", "Why there is no correlation.",
               values=("too few customers", "all customers answered alike"), chinese="原因"),
    ),
    key=("segment", "wave", "form"),
    rules={"a correlation lies between -1 and 1": "importance is null or importance between -1 and 1"},
    formula="Pearson correlation of mean ranks; interval: tanh(atanh(rho) +/- 1.96 sqrt(1.06 / (n - 3)))",
    reference="Spearman 1904; Fieller, Hartley & Pearson 1957",
    chinese="推导重要性",
    is_intermediate=True,
)

VALUE_IMPORTANCE_PERFORMANCE = Table(
    "satisfaction.value_importance_performance",
    "One row a segment, wave and form of value: importance against performance, both 1-9.",
    (
        SEGMENT,
        WAVE,
        Column("form", "VARCHAR", f"Form of value: {', '.join(FORMS)}.", "key", required=True, chinese="价值形式"),
        figure("importance_n", "Customers who stated an importance.", "重要性样本数", "BIGINT"),
        figure("importance", "Mean stated importance.", "重要性"),
        *bounds("importance", "the importance"),
        Column("performance_n", "BIGINT", "Customers who scored our performance.", required=True, chinese="表现样本数"),
        Column("performance", "DOUBLE", "Mean performance.", required=True, chinese="表现"),
        *bounds("performance", "the performance"),
        figure("priority", "importance - performance: the greater, the more urgent.", "优先级"),
        Column("quadrant", "VARCHAR", "Quadrant at the means over all forms.", values=QUADRANTS, chinese="象限"),
        Column("band", "VARCHAR", "Slack's diagonal band of performance against importance.",
               values=("urgent", "improve", "appropriate", "excess"), chinese="对角带"),
        Column("reason", "VARCHAR", "Why there is no importance.", values=("importance not asked",), chinese="原因"),
        figure("derived_n", "Customers behind the derived importance.", "推导样本数", "BIGINT"),
        figure("derived_importance", "Rank correlation of performance with overall satisfaction.", "推导重要性"),
        *bounds("derived", "the derived importance"),
        Column("derived_quadrant", "VARCHAR", "Quadrant with the derived importance in place of the stated.",
               values=QUADRANTS, chinese="推导象限"),
        Column("derived_reason", "VARCHAR", "Why there is no derived importance.",
               values=("no overall satisfaction asked", "too few customers", "all customers answered alike"),
               chinese="推导原因"),
    ),
    key=("segment", "wave", "form"),
    formula="quadrant: importance and performance each against its mean over forms · band: performance - importance "
            "from slack_excess on excess, from slack_appropriate appropriate, from slack_improve improve, below "
            "urgent · priority = importance - performance",
    reference="Martilla & James 1977; Slack 1994",
    chinese="价值重要性与表现",
)

NET_CUSTOMER_VALUE = Table(
    "satisfaction.net_customer_value",
    "One row a customer and wave that was asked what it gets and what it costs.",
    (
        CUSTOMER_ID,
        WAVE,
        ANSWERED_ON,
        Column("n", "BIGINT", "Of the eight benefits and costs, those scored.", required=True, chinese="题项数"),
        Column("is_weighted", "BOOLEAN", "All eight have a stated importance; else they count alike.", required=True,
               chinese="是否加权"),
        figure("benefit", "Product, service, people and image: sum of four scores of 1-7.", "总价值"),
        figure("cost",
               "Money, time, energy and psychic cost: sum of four burdens of 1-7, 7 the heaviest; of a survey that "
               "scores how well we do on a cost, 8 less the score.", "总成本"),
        figure("net_value", "benefit - cost, -24 to +24 when unweighted.", "让渡价值"),
        figure("value_ratio", "benefit / cost.", "价值比"),
        Column("reason", "VARCHAR", "Why there is no value.",
               values=("not all eight asked", "not applicable", NO_SCALE), chinese="原因"),
        Column("is_latest", "BOOLEAN", "The customer's latest wave with a value; without any the latest asked.",
               required=True, chinese="最新"),
    ),
    key=("customer_id", "wave"),
    rules={"there is a value or a reason why not": "(net_value is null) <> (reason is null)"},
    formula="(product + service + people + image) - (money + time + energy + psychic), each score times its "
            "importance / mean importance",
    reference="Kotler; Zeithaml 1988",
    chinese="顾客让渡价值",
)

MOMENT_OF_TRUTH = Table(
    "satisfaction.moment_of_truth",
    "One row a matter of a customer whose contacts bear a score: its score card.",
    (
        CUSTOMER_ID,
        Column("source", "VARCHAR", "The source of the contacts.", "key", required=True, chinese="来源"),
        Column("episode", "VARCHAR", "The matter.", "key", required=True, chinese="事件"),
        Column("began_at", "TIMESTAMP", "First scored contact, UTC.", required=True, chinese="开始时间"),
        Column("ended_at", "TIMESTAMP", "Last scored contact, UTC.", required=True, chinese="结束时间"),
        Column("moments", "BIGINT", "Scored contacts.", required=True, chinese="时刻数"),
        Column("total", "BIGINT", "Sum of scores.", required=True, chinese="总分"),
        Column("mean", "DOUBLE", "Mean score, -3 to +3.", required=True, chinese="平均分"),
        Column("peak_score", "INTEGER", "Score of greatest magnitude; of equal ones the later.", required=True,
               chinese="峰值得分"),
        Column("last_score", "INTEGER", "Score of the last contact.", required=True, chinese="终值得分"),
        Column("peak_end", "DOUBLE", "Mean of the two: what is remembered.", required=True, chinese="峰终得分"),
        Column("negative_share", "DOUBLE", "Share of contacts below 0.", required=True, chinese="负面占比"),
        Column("first_failed_step", "VARCHAR", "Step of the first contact below 0; NULL when none was.",
               values=("explore", "offer", "action", "confirm", "step not told"), chinese="首个失败步骤"),
        Column("is_confirmed", "BOOLEAN", "The matter came to the step confirm.", required=True, chinese="是否确认"),
        Column("is_crisis", "BOOLEAN", "A contact was scored -3.", required=True, chinese="是否危机"),
    ),
    key=("customer_id", "source", "episode"),
    rules={"scores lie between -3 and +3": "mean between -3 and 3 and peak_end between -3 and 3"},
    formula="total = sum of scores; mean = total / moments; peak_end = (score of greatest magnitude + last score) / 2",
    reference="Carlzon 1987; Kahneman et al. 1993",
    chinese="关键时刻",
)

MOMENT_OF_TRUTH_SUMMARY = Table(
    "satisfaction.moment_of_truth_summary",
    "One row a customer, channel, step or employee: its moments of truth.",
    (
        Column("scope", "VARCHAR", "What the row is about.", "key", required=True,
               values=("customer", "channel", "step", "employee"), chinese="维度"),
        Column("name", "VARCHAR", "Which customer, channel, step or employee.", "key", grade="confidential",
               required=True, chinese="名称"),
        Column("customer_id", "VARCHAR", "The customer, when the row is about one.", "key", chinese="客户号"),
        Column("moments", "BIGINT", "Scored contacts.", required=True, chinese="时刻数"),
        Column("total", "BIGINT", "Sum of scores.", required=True, chinese="总分"),
        Column("mean", "DOUBLE", "Mean score, -3 to +3.", required=True, chinese="平均分"),
        *bounds("mean", "the mean"),
        figure("peak_end",
               "Mean over its customers of (score of greatest magnitude + last score) / 2; NULL when no customer is "
               "known.", "峰终得分"),
        Column("negative_share", "DOUBLE", "Share of contacts below 0.", required=True, chinese="负面占比"),
        *bounds("negative", "that share"),
        Column("first_failed_step", "VARCHAR", "Step of its first contact below 0.",
               values=("explore", "offer", "action", "confirm", "step not told"), chinese="首个失败步骤"),
        Column("confirmed", "BIGINT", "Contacts at the step confirm.", required=True, chinese="确认数"),
        Column("crises", "BIGINT", "Contacts scored -3.", required=True, chinese="危机数"),
    ),
    key=("scope", "name"),
    formula="as in satisfaction.moment_of_truth; " + INTERVAL,
    reference="Carlzon 1987; Kahneman et al. 1993; " + INTERVAL_REFERENCE,
    chinese="关键时刻汇总",
)

RECOVERY = Table(
    "satisfaction.recovery",
    "One row a matter of a customer that went wrong: a contact scored below 0, or a complaint.",
    (
        CUSTOMER_ID,
        Column("source", "VARCHAR", "The source of the contacts.", "key", required=True, chinese="来源"),
        Column("episode", "VARCHAR", "The matter.", "key", required=True, chinese="事件"),
        Column("failed_at", "TIMESTAMP", "First contact that went wrong, UTC.", required=True, chinese="失败时间"),
        Column("failed_on", "DATE", "The company's day of it.", required=True, chinese="失败日期"),
        figure("worst_score", "Lowest score of the contacts that went wrong; NULL when none bears a score.", "最低得分",
               "INTEGER"),
        Column("is_complaint", "BOOLEAN", "The customer complained.", required=True, chinese="投诉"),
        Column("employee", "VARCHAR", "Who served when it first went wrong.", "quasi_id", chinese="员工"),
        figure("put_right_on", "Day of the first later contact of the matter scored above 0.", "补救日期", "DATE"),
        figure("days_to_put_right", "Days from failure to that.", "补救天数", "BIGINT"),
        figure("is_put_right", "It was put right within recovery_days; NULL while they have not passed.", "是否补救",
               "BOOLEAN"),
        figure("settled_on", "Day that the source calls the matter settled.", "解决日期", "DATE"),
        figure("days_to_settle", "Days from failure to that.", "解决天数", "BIGINT"),
        figure("bought_again_on", "Day of the next purchase after the failure.", "再购日期", "DATE"),
        figure("days_to_purchase", "Days from failure to that.", "再购天数", "BIGINT"),
        figure("has_bought_again", "The customer bought within recovery_days; NULL while they have not passed.",
               "是否再购", "BOOLEAN"),
        Column("reason", "VARCHAR", "Why an answer is still open.", values=("the set days have not passed",),
               chinese="原因"),
    ),
    key=("customer_id", "source", "episode"),
    rules={"nothing is put right before it failed": "days_to_put_right is null or days_to_put_right >= 0"},
    formula="put right = a later contact of the same matter scored above 0 within recovery_days; bought again = a "
            "purchase within recovery_days",
    reference="Stauss & Friege 1999; Carlzon 1987",
    chinese="服务补救",
)

TEAM_SATISFACTION = Table(
    "satisfaction.team_satisfaction",
    "One row a wave and team: the satisfaction of the customers that it served.",
    (
        WAVE,
        Column("team", "VARCHAR", "The team.", "key", required=True, chinese="团队"),
        N,
        Column("csat_percent", "DOUBLE", "Mean satisfaction of these customers, 0-100.", required=True,
               chinese="客户满意度"),
        *bounds("", "the mean"),
    ),
    key=("wave", "team"),
    formula=INTERVAL,
    reference=INTERVAL_REFERENCE,
    chinese="团队客户满意度",
    is_intermediate=True,
)

INTERNAL_MARKET = Table(
    "satisfaction.internal_market",
    "One row a wave, team and item asked of staff, beside the customers that the team served.",
    (
        WAVE,
        Column("team", "VARCHAR", "The team.", "key", required=True, chinese="团队"),
        ITEM,
        figure("n", "Colleagues who answered; NULL when fewer than internal_respondents did.", "样本数", "BIGINT"),
        figure("staff_percent", "Mean satisfaction of the team, 0-100.", "员工满意度"),
        *bounds("staff", "it"),
        Column("reason", "VARCHAR", "Why the team is not shown.", values=("too few answers on a declared scale",),
               chinese="原因"),
        figure("customers_n", "Customers served who told their satisfaction in that wave.", "客户样本数", "BIGINT"),
        figure("customers_percent", "Their mean satisfaction, 0-100.", "客户满意度"),
        *bounds("customers", "it"),
        Column("customers_reason", "VARCHAR", "Why there are no customers beside.",
               values=("no answer of a customer served",), chinese="客户原因"),
    ),
    key=("wave", "team", "item"),
    rules={"nobody's answer can be told from a small team": "n is null or n >= 5"},
    formula="mean of 100 x (score - scale_low) / (scale_high - scale_low); shown from internal_respondents on; "
            + INTERVAL,
    reference="Heskett et al. 1994 (service-profit chain); Christopher, Payne & Ballantyne 1991",
    chinese="内部市场",
)
