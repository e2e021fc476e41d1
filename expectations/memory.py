"""What customers told once, and whether they had to say it twice."""

from expectations.core import PREFERENCE as PREFERENCE_FACT
from expectations.core import PREFERENCE_ASK
from expectations.identity import CUSTOMER_ID
from expectations.satisfaction import bounds, figure
from expectations.table import Column, Table

SOURCE = Column("source", "VARCHAR", "The source that told.", "key", required=True, chinese="来源")
KEY = Column("preference", "VARCHAR", "What it is about.", "key", required=True, chinese="偏好项")

PREFERENCE = Table(
    "memory.preference",
    "One row a preference of a customer as it was learned.",
    (
        CUSTOMER_ID,
        SOURCE,
        KEY,
        PREFERENCE_FACT.column("value"),
        PREFERENCE_FACT.column("how"),
        PREFERENCE_FACT.column("stated_on"),
        PREFERENCE_FACT.column("expires_on"),
        Column("age_days", "BIGINT", "Days since it was learned.", required=True, chinese="记录天数"),
        Column("freshness", "DOUBLE", "0.5 ^ (age / preference_half_life_days): 1 today, 0.5 after one half-life.",
               required=True, chinese="新鲜度"),
        Column("is_unexpired", "BOOLEAN", "It still holds today.", required=True, chinese="未失效"),
        Column("is_current", "BOOLEAN",
               "Of what holds today the one to act on: stated before observed, then the newest.", required=True,
               chinese="当前"),
    ),
    key=("customer_id", "source", "preference", "value", "how", "stated_on"),
    formula="freshness = 0.5 ^ (age_days / preference_half_life_days)",
    reference="Pine, Peppers & Rogers 1995",
    chinese="偏好",
)

ASK = Table(
    "memory.ask",
    "One row a time that a customer was asked for a preference.",
    (
        CUSTOMER_ID,
        KEY,
        SOURCE,
        Column("asked_at", "TIMESTAMP", "When, UTC.", "key", required=True, chinese="询问时间"),
        Column("asked_on", "DATE", "The company's day of it.", required=True, chinese="询问日期"),
        PREFERENCE_ASK.column("channel"),
        PREFERENCE_ASK.column("employee"),
        Column("known_since_on", "DATE", "Since when an answer that then held was known; NULL when none was.",
               chinese="已知起始日"),
        Column("is_goldfish", "BOOLEAN", "It was known and unexpired: the customer says it twice.", required=True,
               chinese="金鱼事件"),
    ),
    key=("customer_id", "preference", "source", "asked_at"),
    rules={"a goldfish has known it": "is_goldfish = (known_since_on is not null)"},
    chinese="询问",
)

GOLDFISH_INCIDENT = Table(
    "memory.goldfish_incident",
    "One row a time that a customer was asked for what was known and unexpired.",
    (
        *(ASK.column(name) for name in ("customer_id", "preference", "source", "asked_at", "asked_on", "channel",
                                        "employee")),
        Column("known_since_on", "DATE", "Since when it was known.", required=True, chinese="已知起始日"),
        Column("days_known", "BIGINT", "Days from then to the asking.", required=True, chinese="已知天数"),
    ),
    key=("customer_id", "preference", "source", "asked_at"),
    rules={"it was known before it was asked": "days_known > 0"},
    formula="a preference of that key learned before the company's day of the asking and not expired on it",
    reference="Pine, Peppers & Rogers 1995",
    chinese="金鱼事件",
)

PREFERENCE_MEMORY = Table(
    "memory.preference_memory",
    "One row a customer: how well we remember what it told.",
    (
        CUSTOMER_ID,
        Column("asks", "BIGINT", "Times asked.", required=True, chinese="询问数"),
        Column("incidents", "BIGINT", "Times asked for what was known.", required=True, chinese="金鱼事件数"),
        figure("memory_rate", "1 - incidents / asks.", "记忆率"),
        *bounds("", "the memory rate"),
        Column("reason", "VARCHAR", "Why there is no memory rate.", values=("never asked",), chinese="原因"),
        Column("known", "BIGINT", "Kinds of preference known and unexpired.", required=True, chinese="已知偏好数"),
        figure("coverage", "known / all kinds of preference that the company keeps or asks for.", "覆盖率"),
        figure("freshness", "Mean freshness of what is known.", "新鲜度"),
        Column("known_reason", "VARCHAR", "Why there is no freshness.",
               values=("nothing is kept of anybody", "nothing known that still holds"), chinese="覆盖原因"),
    ),
    key=("customer_id",),
    rules={
        "nobody forgets more than was asked": "incidents <= asks",
        "a customer never asked has no memory rate": "(memory_rate is null) = (asks = 0)",
    },
    formula="memory_rate = 1 - incidents / asks, with Wilson's interval; coverage = known kinds / all kinds; "
            "freshness = mean of 0.5 ^ (age / half-life)",
    reference="Pine, Peppers & Rogers 1995; Wilson 1927",
    chinese="偏好记忆",
    is_intermediate=True,
)

MEMORY_SUMMARY = Table(
    "memory.memory_summary",
    "One row all asks, a kind of preference, or a channel: how often customers had to say it twice.",
    (
        Column("scope", "VARCHAR", "What the row is about.", "key", required=True,
               values=("all", "preference", "channel"), chinese="维度"),
        Column("name", "VARCHAR", "Which preference or channel; all for all.", "key", required=True, chinese="名称"),
        Column("asks", "BIGINT", "Times asked.", required=True, chinese="询问数"),
        Column("incidents", "BIGINT", "Times asked for what was known.", required=True, chinese="金鱼事件数"),
        Column("memory_rate", "DOUBLE", "1 - incidents / asks.", required=True, chinese="记忆率"),
        *bounds("", "the memory rate"),
    ),
    key=("scope", "name"),
    formula="memory_rate = 1 - incidents / asks, with Wilson's interval",
    reference="Pine, Peppers & Rogers 1995; Wilson 1927",
    chinese="记忆汇总",
)

SPECIAL_DAY = Table(
    "memory.special_day",
    "One row a customer and a day that comes round every year: its next time from today on.",
    (
        CUSTOMER_ID,
        Column("kind", "VARCHAR", "Birthday, anniversary of a standing contract, or of the first purchase.", "key",
               required=True, values=("birthday", "contract_anniversary", "first_purchase"), chinese="纪念日类型"),
        Column("name", "VARCHAR", "Which contract; else the kind.", "key", required=True, chinese="名称"),
        Column("origin_on", "DATE", "The day itself.", "quasi_id", required=True, chinese="起始日期"),
        Column("next_on", "DATE", "Next time, today included; of a 29 February the 28th in other years.", "quasi_id",
               required=True, chinese="下次日期"),
        Column("days_ahead", "BIGINT", "Days from today.", "quasi_id", required=True, chinese="剩余天数"),
        Column("years", "BIGINT", "Years it will then be: the age reached, one candle each.", "quasi_id", required=True,
               chinese="周年数"),
    ),
    key=("customer_id", "kind", "name"),
    rules={
        "the next time lies within a year":
            "days_ahead between 0 and 730", "it comes round after the day itself": "years >= 1 and next_on > origin_on",
    },
    formula="years = year of the next time - year of the day",
    reference="Pine, Peppers & Rogers 1995 (a learning relationship)",
    chinese="特殊日子",
)
