"""The common shape: what any source can tell about a customer, before anyone knows who is who.

A company's `sources/<source>/<table>.sql` feeds these tables; a column it leaves out is NULL. Every row names its
`source`; the pair (`party_source`, `party_key`) names the record of the party that the row is about.
"""

from expectations.golden_field import parts_of_place, told_by_party
from expectations.table import Column, Table

MONEY = "DECIMAL(18,4)"

SOURCE = Column("source", "VARCHAR", "The source that sent the row.", "key", required=True, chinese="来源")
PARTY_SOURCE = Column("party_source", "VARCHAR", "The source whose key names the party; the row's own when left out.",
                      "key")
PARTY_KEY = Column("party_key", "VARCHAR", "The party's key in its source.", "direct_id", chinese="客户记录号")
CURRENCY = Column("currency", "VARCHAR", "ISO 4217 code; the company's currency when left out.", chinese="币种")

def _not_later(column: str) -> dict[str, str]:
    """A day is the company's; a moment is UTC and must lie before that day ends."""
    test = f"{column} < today_ends_at" if column.endswith("_at") else f"{column} <= today"
    return {f"{column} is not in the future": f"{column} is null or {test}"}


# What a record tells of the fields of the golden record, whose one declaration is there.
_TOLD = told_by_party()

PARTY = Table(
    "core.party",
    "One row a record of a person or an organisation in a source.",
    (
        SOURCE,
        Column("party_key", "VARCHAR", "The record's key in its source.", "direct_id", required=True,
               chinese="客户记录号"),
        Column("party_type", "VARCHAR", "Person or organisation.", required=True, values=("person", "organisation"),
               chinese="客户类型"),
        *_TOLD[:2],
        Column("is_distinct", "BOOLEAN", "The source vouches that none of its other records is the same party.",
               chinese="来源内唯一"),
        *_TOLD[2:],
        Column("updated_at", "TIMESTAMP", "When the source last changed the record, UTC.", chinese="更新时间"),
    ),
    key=("source", "party_key"),
    rules={
        "a birth day lies between 1900 and the night's day":
            "birth_on is null or (birth_on >= date '1900-01-01' and birth_on <= today)",
    },
    chinese="客户记录",
)

CONTACT_POINT = Table(
    "core.contact_point",
    "One row a way to reach a party: e-mail, phone, postal address or other.",
    (
        SOURCE,
        Column("party_key", "VARCHAR", "The record's key in its source.", "direct_id", required=True),
        Column("contact_type", "VARCHAR", "What kind of contact point.", required=True,
               values=("email", "phone", "address", "web", "social"), chinese="联系方式类型"),
        Column("value", "VARCHAR", "E-mail, phone or account as written; NULL for an address in parts.", "direct_id",
               category="user.contact", chinese="联系方式"),
        Column("street", "VARCHAR", "Street and number.", "direct_id", category="user.contact.address.street",
               chinese="街道"),
        *parts_of_place(),
        Column("is_primary", "BOOLEAN", "The source prefers this one.", chinese="首选"),
        Column("updated_at", "TIMESTAMP", "When the source last changed it, UTC."),
    ),
    rules={"a contact point says something": "coalesce(value, street, city, region, postal_code, country) is not null"},
    chinese="联系点",
)

RELATION = Table(
    "core.relation",
    "One row a relation that a source states between two records.",
    (
        SOURCE,
        Column("party_key", "VARCHAR", "The record that has the relation.", "direct_id", required=True),
        Column("relation", "VARCHAR", "What the first record is to the second.", required=True,
               values=("works_for", "decides_for", "subsidiary_of", "household_of", "same_as", "different_from"),
               chinese="关系"),
        Column("related_source", "VARCHAR", "Source of the second record; the row's own when left out.", "key"),
        Column("related_key", "VARCHAR", "Key of the second record.", "direct_id", required=True),
        Column("valid_from", "DATE", "First day of the relation."),
        Column("valid_to", "DATE", "Last day of the relation."),
    ),
    chinese="关系",
)

PURCHASE = Table(
    "core.purchase",
    "One row a purchase or a refund, at the moment it happened.",
    (
        SOURCE,
        Column("purchase_key", "VARCHAR", "Key of the purchase in its source.", "key", required=True, chinese="订单号"),
        PARTY_SOURCE,
        PARTY_KEY,
        Column("kind", "VARCHAR", "A sale, or a refund of one.", required=True, values=("sale", "refund"),
               chinese="交易类型"),
        Column("refund_of", "VARCHAR", "For a refund the purchase that it returns.", "key"),
        Column("occurred_at", "TIMESTAMP", "Moment of the purchase, UTC.", required=True, chinese="交易时间"),
        Column("channel", "VARCHAR", "Where it was bought.", chinese="渠道"),
        Column("amount", MONEY,
               "What the customer paid, after discounts, before refunds; NULL when only lines tell. A refund is "
               "positive.", chinese="金额"),
        CURRENCY,
        Column("cost", MONEY, "Cost of goods when known.", chinese="成本"),
        Column("employee", "VARCHAR", "Who served.", "quasi_id", chinese="员工"),
        Column("occasion", "INTEGER",
               "Number of the occasion, one after another, where customers can buy at set occasions only: the year "
               "of an appeal, a season, an edition of a fair; NULL for a purchase at any time.", chinese="购买时机"),
    ),
    key=("source", "purchase_key"),
    rules=_not_later("occurred_at") | {"an amount is not negative": "amount is null or amount >= 0"},
    chinese="交易",
)

PURCHASE_LINE = Table(
    "core.purchase_line",
    "One row a line of a purchase.",
    (
        SOURCE,
        Column("purchase_key", "VARCHAR", "The purchase.", "key", required=True),
        Column("line_key", "VARCHAR", "The line within the purchase.", "key", required=True),
        Column("product", "VARCHAR", "Product.", chinese="产品"),
        Column("category", "VARCHAR", "Category of the product.", chinese="品类"),
        Column("quantity", "DECIMAL(18,4)", "Quantity.", chinese="数量"),
        Column("list_amount", MONEY, "Quantity times list price, before discount.", chinese="原价金额"),
        Column("amount", MONEY, "What was paid for the line.", required=True, chinese="金额"),
        Column("cost", MONEY, "Cost of goods of the line when known.", chinese="成本"),
    ),
    key=("source", "purchase_key", "line_key"),
    chinese="交易明细",
)

INTERACTION = Table(
    "core.interaction",
    "One row a contact between a customer and the company: a moment of truth when it bears a score.",
    (
        SOURCE,
        Column("interaction_key", "VARCHAR", "Key of the contact in its source.", "key", required=True),
        PARTY_SOURCE,
        PARTY_KEY,
        Column("occurred_at", "TIMESTAMP", "Moment of the contact, UTC.", required=True, chinese="接触时间"),
        Column("channel", "VARCHAR", "Channel of the contact.", chinese="渠道"),
        Column("direction", "VARCHAR", "Who began it.", values=("inbound", "outbound"), chinese="方向"),
        Column("employee", "VARCHAR", "Who served.", "quasi_id", chinese="员工"),
        Column("topic", "VARCHAR", "What it was about.", chinese="主题"),
        Column("episode", "VARCHAR", "Contacts of one matter share it.", "key", chinese="事件"),
        Column("step", "VARCHAR", "Step of the moment of truth.", values=("explore", "offer", "action", "confirm"),
               chinese="步骤"),
        Column("score", "INTEGER", "How it went for the customer, -3 to +3.", chinese="得分"),
        Column("is_complaint", "BOOLEAN", "The customer complained.", chinese="投诉"),
        Column("first_response_at", "TIMESTAMP", "First answer, UTC.", chinese="首次响应"),
        Column("resolved_at", "TIMESTAMP", "When the matter was settled, UTC.", chinese="解决时间"),
        Column("note", "VARCHAR", "Free text.", "free_text", category="user.content", chinese="备注"),
    ),
    key=("source", "interaction_key"),
    rules=_not_later("occurred_at")
    | {
        "a score lies between -3 and +3": "score is null or score between -3 and 3",
        "a ticket is resolved no earlier than its first response":
            "first_response_at is null or resolved_at is null or resolved_at >= first_response_at",
    },
    chinese="互动",
)

SURVEY_ANSWER = Table(
    "core.survey_answer",
    "One row an answer of one respondent to one item under one aspect.",
    (
        SOURCE,
        Column("answer_key", "VARCHAR", "Key of the answer in its source.", "key", required=True),
        PARTY_SOURCE,
        PARTY_KEY,
        Column("respondent", "VARCHAR", "Who answers: a customer or a member of staff.",
               values=("customer", "employee")),
        Column("employee", "VARCHAR", "The answering member of staff, named as contacts name who served.", "quasi_id",
               chinese="员工"),
        Column("team", "VARCHAR", "Team of an answering employee, or the team that served the customer."),
        Column("wave", "VARCHAR", "Wave of the survey.", required=True, chinese="调查期"),
        Column("answered_on", "DATE", "Day of the answer.", required=True, chinese="答卷日期"),
        Column("instrument", "VARCHAR",
               "What the item belongs to: servqual, nps, csat, ces, closeness, value_form, driver, service_element, "
               "relationship_element, net_value, internal.", required=True, chinese="量表"),
        Column("item", "VARCHAR", "The item asked.", required=True, chinese="题项"),
        Column("aspect", "VARCHAR",
               "Which side of the item: expected, perceived, adequate, desired, importance, performance, current, "
               "wanted, rival, ...", required=True, chinese="方面"),
        Column("score", "DOUBLE", "The answer on its declared scale; NULL when not applicable.", chinese="得分"),
        Column("scale_low", "DOUBLE", "Lowest answer of the scale; NULL refuses figures that need a scale.",
               chinese="量表下限"),
        Column("scale_high", "DOUBLE", "Highest answer of the scale.", chinese="量表上限"),
        Column("is_reversed", "BOOLEAN",
               "The item is worded the other way round: a high answer means little of the aspect.", chinese="反向题"),
    ),
    key=("source", "answer_key"),
    rules=_not_later("answered_on")
    | {"a score lies on its scale": "score is null or scale_low is null or score between scale_low and scale_high"},
    chinese="调查答案",
    # Few colleagues answer: what each said would show who said it. Analysts read satisfaction.internal_market.
    analysts_see="coalesce(respondent, 'customer') = 'customer'",
)

PREFERENCE = Table(
    "core.preference",
    "One row a preference that a customer stated or that was observed.",
    (
        SOURCE,
        PARTY_SOURCE,
        Column("party_key", "VARCHAR", "The party's key in its source.", "direct_id", required=True),
        Column("preference", "VARCHAR", "What it is about.", required=True, chinese="偏好项"),
        Column("value", "VARCHAR", "What is preferred.", "quasi_id", required=True, category="user.behavior",
               chinese="偏好值"),
        Column("how", "VARCHAR", "Stated by the customer or observed.", required=True, values=("stated", "observed"),
               chinese="方式"),
        Column("stated_on", "DATE", "Day it was learned.", required=True, chinese="记录日期"),
        Column("expires_on", "DATE", "Last day it holds; NULL for ever.", chinese="失效日期"),
    ),
    rules=_not_later("stated_on"),
    chinese="偏好",
)

PREFERENCE_ASK = Table(
    "core.preference_ask",
    "One row a time that a customer was asked for a preference.",
    (
        SOURCE,
        PARTY_SOURCE,
        Column("party_key", "VARCHAR", "The party's key in its source.", "direct_id", required=True),
        Column("preference", "VARCHAR", "What was asked for.", required=True, chinese="偏好项"),
        Column("asked_at", "TIMESTAMP", "When, UTC.", required=True, chinese="询问时间"),
        Column("channel", "VARCHAR", "Where it was asked.", chinese="渠道"),
        Column("employee", "VARCHAR", "Who asked.", "quasi_id", chinese="员工"),
    ),
    rules=_not_later("asked_at"),
    chinese="询问",
)

CONSENT_EVENT = Table(
    "core.consent_event",
    "One row a consent given, refused, withdrawn or objected.",
    (
        SOURCE,
        PARTY_SOURCE,
        Column("party_key", "VARCHAR", "The party's key in its source.", "direct_id", required=True),
        Column("purpose", "VARCHAR", "What the data may be used for.", required=True, chinese="目的"),
        Column("is_granted", "BOOLEAN", "Given, or refused / withdrawn.", required=True, chinese="是否同意"),
        Column("basis", "VARCHAR",
               "Lawful basis or the kind of event (consent, contract, legitimate_interest, objection).",
               chinese="法律依据"),
        Column("evidence", "VARCHAR", "Where the proof lies.", chinese="凭证"),
        Column("valid_from", "TIMESTAMP", "From when it holds, UTC.", required=True, chinese="生效时间"),
        Column("recorded_at", "TIMESTAMP", "When the source wrote it down, UTC.", required=True, chinese="记录时间"),
    ),
    rules=_not_later("recorded_at"),
    chinese="同意事件",
)

REFERRAL = Table(
    "core.referral",
    "One row a referral by a customer; a source that only counts them sends one row with the count.",
    (
        SOURCE,
        PARTY_SOURCE,
        Column("party_key", "VARCHAR", "The customer who refers.", "direct_id", required=True),
        Column("referred_source", "VARCHAR", "Source of the referred party; the row's own when left out.", "key"),
        Column("referred_key", "VARCHAR", "The referred party when known.", "direct_id"),
        Column("referrals", "INTEGER", "How many referrals the row stands for.", required=True, chinese="推荐数"),
        Column("referred_on", "DATE", "Day of the referral.", chinese="推荐日期"),
        Column("is_converted", "BOOLEAN", "The referred party bought.", chinese="已转化"),
    ),
    rules={
        "nobody refers himself":
            "referred_key is null or referred_key <> party_key or coalesce(referred_source, source) <> "
            "coalesce(party_source, source)",
    },
    chinese="推荐",
)

WALLET_ANSWER = Table(
    "core.wallet_answer",
    "One row what a customer told about the share of wallet in one wave.",
    (
        SOURCE,
        PARTY_SOURCE,
        Column("party_key", "VARCHAR", "The party's key in its source.", "direct_id", required=True),
        Column("wave", "VARCHAR", "Wave of the survey.", required=True),
        Column("answered_on", "DATE", "Day of the answer.", required=True),
        Column("category", "VARCHAR", "Category of spend."),
        Column("our_rank", "INTEGER", "Our rank among the brands used; 1 is best.", chinese="我方排名"),
        Column("brands", "INTEGER", "How many brands the customer uses.", chinese="品牌数"),
        Column("our_spend", MONEY, "Spend with us a year.", chinese="在我方支出"),
        Column("category_spend", MONEY, "Spend in the category a year.", "sensitive", chinese="品类总支出"),
    ),
    rules={
        "our rank lies between 1 and the number of brands":
            "our_rank is null or brands is null or our_rank between 1 and brands",
    },
    chinese="钱包份额答案",
)

COST_TO_SERVE = Table(
    "core.cost_to_serve",
    "One row a cost of serving one customer.",
    (
        SOURCE,
        PARTY_SOURCE,
        Column("party_key", "VARCHAR", "The party's key in its source.", "direct_id", required=True),
        Column("occurred_on", "DATE", "Day of the cost.", required=True),
        Column("cost_type", "VARCHAR", "What was paid for.", required=True, chinese="费用类型"),
        Column("amount", MONEY, "The cost.", required=True, chinese="金额"),
        CURRENCY,
    ),
    rules=_not_later("occurred_on"),
    chinese="服务成本",
)

EXCHANGE_RATE = Table(
    "core.exchange_rate",
    "One row a currency and a day: what one unit of it was worth in the company's currency.",
    (
        SOURCE,
        Column("currency", "VARCHAR", "ISO 4217 code.", required=True, chinese="币种"),
        Column("quoted_on", "DATE", "Day of the quotation; it holds until the next.", required=True,
               chinese="报价日期"),
        Column("rate", "DECIMAL(18,8)", "Units of the company's currency for one unit.", required=True, chinese="汇率"),
    ),
    key=("source", "currency", "quoted_on"),
    rules=_not_later("quoted_on") | {"a rate is positive": "rate > 0"},
    chinese="汇率报价",
)

SUBSCRIPTION = Table(
    "core.subscription",
    "One row a contract of a customer.",
    (
        SOURCE,
        Column("subscription_key", "VARCHAR", "Key of the contract in its source.", "key", required=True,
               chinese="合同号"),
        PARTY_SOURCE,
        PARTY_KEY,
        Column("product", "VARCHAR", "What was contracted.", chinese="产品"),
        Column("term", "VARCHAR", "Length of the contract as the source words it.", chinese="合同期限"),
        Column("status", "VARCHAR", "Where the contract stands; NULL when this source does not know.",
               values=("joined", "active", "ended", "cancelled"), chinese="合同状态"),
        Column("started_on", "DATE", "First day.", chinese="开始日期"),
        Column("ended_on", "DATE", "Last day once it ended.", chinese="结束日期"),
        Column("renews_on", "DATE", "Next renewal.", chinese="续约日期"),
        Column("tenure_months", "INTEGER", "Months so far, when the source counts them itself.", chinese="在网月数"),
        Column("monthly_amount", MONEY, "Price a month.", chinese="月费"),
        Column("total_amount", MONEY, "Revenue so far when the source totals it itself.", chinese="累计收入"),
        CURRENCY,
        Column("end_reason", "VARCHAR", "Why it ended.", chinese="终止原因"),
    ),
    key=("source", "subscription_key"),
    rules={
        "a contract ends no earlier than it starts": "ended_on is null or started_on is null or ended_on >= started_on",
    },
    chinese="合同",
)
