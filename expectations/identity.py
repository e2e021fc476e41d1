"""Who is who: records, customers, the golden record and its history."""

from expectations.core import CONTACT_POINT, PARTY
from expectations.golden_field import GOLDEN_FIELDS, STRATEGIES, SUSPECT_KINDS
from expectations.table import Column, Table

CUSTOMER_ID = Column("customer_id", "VARCHAR", "The customer; the same on every night.", "key", required=True,
                     chinese="客户号")
SOURCE = Column("source", "VARCHAR", "The source of the record.", "key", required=True, chinese="来源")
PARTY_KEY = Column("party_key", "VARCHAR", "The record's key in its source.", "direct_id", required=True,
                   chinese="客户记录号")


def _sides(suffix: str) -> tuple[Column, Column]:
    return (
        Column(f"source_{suffix}", "VARCHAR", f"Source of the {suffix} record.", "key", required=True),
        Column(f"party_key_{suffix}", "VARCHAR", f"Key of the {suffix} record.", "direct_id", required=True),
    )


RECORD_CONTACT = Table(
    "identity.record_contact",
    "One row a contact point of a record, written the same way once.",
    (
        SOURCE,
        PARTY_KEY,
        CONTACT_POINT.column("contact_type"),
        Column("position", "BIGINT",
               "1 for the one to use first: preferred by the source, then most recent, then most complete.",
               required=True, chinese="次序"),
        *(CONTACT_POINT.column(name) for name in ("value", "street", "city", "region", "postal_code", "country",
                                                  "is_primary", "updated_at")),
    ),
    key=("source", "party_key", "contact_type", "position"),
    chinese="记录联系点",
    is_intermediate=True,
)

RECORD_INPUT = Table(
    "identity.record_input",
    "One row a record of a party with its contact points gathered, as written by its source.",
    (
        SOURCE,
        PARTY_KEY,
        *(PARTY.column(name) for name in ("party_type", "full_name", "given_name", "surname", "name_prefix",
                                          "organisation_name", "birth_on", "sex", "tax_id", "national_id", "website")),
        Column("email", "VARCHAR", "First e-mail of the record.", "direct_id", category="user.contact.email"),
        Column("phone", "VARCHAR", "First phone of the record.", "direct_id", category="user.contact.phone_number"),
        Column("street", "VARCHAR", "Street of the first address.", "direct_id",
               category="user.contact.address.street"),
        *(CONTACT_POINT.column(name) for name in ("city", "region", "postal_code")),
        Column("country", "VARCHAR", "Country of the first address, else the company's.", "quasi_id"),
    ),
    key=("source", "party_key"),
    is_intermediate=True,
)

STANDARD_RECORD = Table(
    "identity.standard_record",
    "One row a record of a party with its comparison keys; raw values stay in core.",
    (
        SOURCE,
        PARTY_KEY,
        PARTY.column("party_type"),
        Column("given_name_key", "VARCHAR",
               "Given name folded for comparison: simplified, pinyin without tones, lower case.", "direct_id"),
        Column("surname_key", "VARCHAR", "Family name folded for comparison.", "direct_id"),
        Column("name_hanzi", "VARCHAR", "Whole name in simplified characters when written in Chinese.", "direct_id"),
        Column("name_key", "VARCHAR", "Whole name folded, its parts in alphabetical order.", "direct_id"),
        Column("organisation_key", "VARCHAR", "Name of an organisation without its legal form, folded.", "direct_id"),
        Column("legal_form", "VARCHAR", "Legal form parted from the name of an organisation."),
        Column("birth_on", "DATE", "Day of birth.", "quasi_id"),
        Column("sex", "VARCHAR", "Sex.", "quasi_id"),
        Column("email_key", "VARCHAR", "E-mail folded; NULL when not valid.", "direct_id",
               category="user.contact.email"),
        Column("email_domain", "VARCHAR", "Domain of the e-mail or web site."),
        Column("phone_key", "VARCHAR", "Phone in E.164; NULL when not valid.", "direct_id",
               category="user.contact.phone_number"),
        Column("address_key", "VARCHAR", "Street and number folded.", "direct_id"),
        Column("city_key", "VARCHAR", "City folded.", "quasi_id"),
        Column("postal_code_key", "VARCHAR", "Postal code without spaces.", "quasi_id"),
        Column("number_key", "VARCHAR",
               "Tax or identity number, letters and digits only; NULL when its checksum fails.", "direct_id"),
        Column("given_formal_key", "VARCHAR", "First given name, a familiar form by its formal name: bob is robert.",
               "direct_id"),
        Column("given_hanzi", "VARCHAR", "Given name in simplified characters when written in Chinese.", "direct_id"),
        Column("brand_key", "VARCHAR", "Beginning of the name of an organisation."),
        Column("street_key", "VARCHAR", "Street without its number, folded.", "quasi_id"),
        Column("house_number_key", "VARCHAR", "House number.", "quasi_id"),
        Column("key_hash", "BIGINT", "Hash of the comparison keys and their parts: changes when any of them does."),
    ),
    key=("source", "party_key"),
)

SUSPECT_VALUE = Table(
    "identity.suspect_value",
    "One row a value that the data themselves show to be a placeholder; matching does not use it.",
    (
        Column("kind", "VARCHAR", "What the value is.", required=True, values=SUSPECT_KINDS),
        Column("value", "VARCHAR", "The comparison key.", "direct_id", required=True),
        Column("records", "BIGINT", "Records that carry it.", required=True),
        Column("names", "BIGINT", "Distinct names among them.", required=True),
        Column("evidence", "VARCHAR", "Why it is suspect, in a sentence.", required=True),
    ),
    key=("kind", "value"),
    chinese="可疑值",
)

JUDGEMENT = Table(
    "identity.judgement",
    "One row a pair of records that a person looked at: what was decided last outranks sources and model, every night.",
    (
        *_sides("l"),
        *_sides("r"),
        Column("judgement", "VARCHAR", "One customer, two customers, or nobody can tell.", required=True,
               values=("same", "different", "unsure"), chinese="判定"),
        Column("judged_by", "VARCHAR", "Who decided.", "direct_id", required=True, chinese="判定人"),
        Column("judged_at", "TIMESTAMP", "When, UTC.", required=True, chinese="判定时间"),
        Column("reason", "VARCHAR", "Why, in the person's own words.", "free_text", chinese="判定理由"),
    ),
    key=("source_l", "party_key_l", "source_r", "party_key_r"),
    rules={
        "the record that sorts first stands first":
            "source_l < source_r or (source_l = source_r and party_key_l < party_key_r)",
    },
    chinese="人工判定",
)

_MODEL_COLUMNS = (
    PARTY.column("party_type"),
    Column("kind", "VARCHAR",
           "What the row tells: the share of random pairs that match, how many records it was trained on, the share "
           "of matches (m) or of other pairs (u) at a level, how often a value occurs, a blocking key left out.",
           required=True, values=("probability", "trained_records", "m", "u", "term", "common_key"),
           chinese="参数种类"),
    Column("name", "VARCHAR", "Comparison, compared column or blocking rule; empty for the model as a whole.",
           required=True, chinese="名称"),
    Column("value", "VARCHAR",
           "Level in words; hash of a value or key; digest of comparisons and rules beside trained_records; empty "
           "for any value not listed.", "direct_id", required=True, chinese="值"),
    Column("number", "DOUBLE", "The parameter; of a common_key the records that share it.", required=True,
           chinese="数值"),
)

MATCH_MODEL = Table(
    "identity.match_model",
    "One row a parameter of the matching model that stands: learnt once, used night after night.",
    _MODEL_COLUMNS,
    key=("party_type", "kind", "name", "value"),
    reference="Fellegi and Sunter (1969), A theory for record linkage; trained by Splink 5",
    chinese="匹配模型",
)

TRAINED_MODEL = Table(
    "identity.trained_model",
    "One row a parameter of the model that was trained and accepted by command; it stands until the base outgrows it.",
    _MODEL_COLUMNS,
    key=("party_type", "kind", "name", "value"),
    chinese="已采纳模型",
)

IDENTITY_PAIR = Table(
    "identity.identity_pair",
    "One row a pair of records with evidence for or against being one customer.",
    (
        *_sides("l"),
        *_sides("r"),
        PARTY.column("party_type"),
        Column("match_probability", "DOUBLE", "Probability of a match; 1 for a must-link, 0 for a cannot-link.",
               required=True),
        Column("match_weight", "DOUBLE", "Sum of evidence, log2.", required=True),
        Column("rule", "VARCHAR",
               "What speaks: the model, a statement, a judgement, a veto; or one record is known by nothing but an "
               "e-mail or phone of the other and follows it.", required=True,
               values=("model", "must_link", "l_follows_r", "r_follows_l", "cannot_link", "judgement_same",
                       "judgement_different", "veto")),
        Column("reason", "VARCHAR", "The evidence in a sentence, without personal data.", required=True),
        Column("brought_by", "VARCHAR",
               "Why the two were compared: they share a blocking key, something is stated about them, or only "
               "others of their component hold them together.", required=True,
               values=("key", "statement", "component")),
        Column("weighed_on", "DATE", "Night on which the two were last compared.", required=True),
    ),
    key=("source_l", "party_key_l", "source_r", "party_key_r"),
)

RECORD = Table(
    "identity.record",
    "One row a record of a party with the customer that it belongs to.",
    (
        SOURCE,
        PARTY_KEY,
        CUSTOMER_ID,
        PARTY.column("party_type"),
        Column("record_hash", "VARCHAR", "Hash of the standardised record: tells new and changed records.",
               required=True),
        Column("joined_on", "DATE", "Day the record joined this customer.", required=True),
    ),
    key=("source", "party_key"),
    chinese="记录归属",
)

IDENTITY_EVENT = Table(
    "identity.identity_event",
    "One row a change of who is who: nothing happens to a customer's identity without one.",
    (
        Column("happened_on", "DATE", "The night.", required=True),
        Column("event", "VARCHAR", "What happened.", required=True,
               values=("created", "joined", "left", "merged", "split", "retired")),
        CUSTOMER_ID,
        Column("other_customer_id", "VARCHAR", "The customer merged into, or split from.", "key"),
        Column("records_before", "BIGINT", "Records of the customer before.", required=True),
        Column("records_after", "BIGINT", "Records of the customer after.", required=True),
    ),
    chinese="身份事件",
)

IDENTITY_ALIAS = Table(
    "identity.identity_alias",
    "One row an id that a customer once had; it still joins.",
    (
        Column("alias_id", "VARCHAR", "The old id.", "key", required=True),
        CUSTOMER_ID,
        Column("since_on", "DATE", "Night of the merge.", required=True),
    ),
    key=("alias_id",),
    chinese="客户旧号",
)

IDENTITY_REVIEW = Table(
    "identity.identity_review",
    "One row a pair that a person should look at.",
    (
        *_sides("l"),
        *_sides("r"),
        Column("match_probability", "DOUBLE", "Probability of a match.", required=True),
        Column("sentence", "VARCHAR", "The evidence, without personal data.", required=True),
        Column("is_same_customer", "BOOLEAN", "The pair stands in one customer tonight.", required=True),
    ),
    key=("source_l", "party_key_l", "source_r", "party_key_r"),
    chinese="待审核",
)

IDENTITY_QUALITY = Table(
    "identity.identity_quality",
    "One row: figures of the night's matching.",
    (
        Column("records", "BIGINT", "Records.", required=True),
        Column("customers", "BIGINT", "Customers.", required=True),
        Column("candidate_pairs", "BIGINT", "Pairs with evidence for or against being one customer.", required=True),
        Column("merged_pairs", "BIGINT", "Pairs at or above the merge probability.", required=True),
        Column("review_pairs", "BIGINT", "Pairs for a person to look at.", required=True),
        Column("judged_pairs", "BIGINT", "Pairs that a person called one customer or two.", required=True,
               chinese="已判定对数"),
        Column("reviewed_share", "DOUBLE", "judged_pairs / (judged_pairs + review_pairs).", chinese="审核率"),
        Column("largest_cluster", "BIGINT", "Records of the largest customer.", required=True),
        Column("largest_customer_id", "VARCHAR", "The largest customer; NULL when nobody has two records.", "key"),
        Column("largest_reason", "VARCHAR", "What most pairs of its records stand on."),
        Column("cluster_size_limit", "INTEGER", "Records above which a customer stops the publication.", required=True),
        Column("merged_customers", "BIGINT", "Customers merged away tonight.", required=True, chinese="今夜合并数"),
        Column("merges_limit", "BIGINT",
               "Merges above which the night is not published: merge_jump_share of last night's customers, at least "
               "20.", required=True),
        Column("kept_share", "DOUBLE", "Share of last night's records that kept their customer id."),
        Column("suspect_values", "BIGINT", "Values set aside as placeholders.", required=True),
    ),
    rules={
        "no customer is made of more records than cluster_size_limit": "largest_cluster <= cluster_size_limit",
        "no more customers are merged away in one night than merge_jump_share allows":
            "merged_customers <= merges_limit",
    },
    chinese="身份质量",
)

_FACTS = (PARTY.column("party_type"), *(field.column for field in GOLDEN_FIELDS))

CUSTOMER = Table(
    "identity.customer",
    "One row a customer: the golden record.",
    (
        CUSTOMER_ID,
        *_FACTS,
        Column("records", "BIGINT", "Records that this customer is made of.", required=True, chinese="记录数"),
        Column("sources", "BIGINT", "Sources that know this customer.", required=True, chinese="来源数"),
    ),
    key=("customer_id",),
    chinese="客户",
)

FIELD_RULE = Table(
    "identity.field_rule",
    "One row a field of the golden record: how the value that stands is chosen among those that records tell.",
    (
        Column("field", "VARCHAR", "Field of the golden record.", required=True, chinese="字段"),
        Column("field_group", "VARCHAR", "Fields of one group are taken whole from one record.", required=True,
               chinese="字段组"),
        Column("is_lead", "BOOLEAN",
               "The field that speaks for its group: a record that fills it comes before one that does not.",
               required=True, chinese="主字段"),
        Column("strategy", "VARCHAR", "What decides between records.", required=True, values=STRATEGIES,
               chinese="择优策略"),
        Column("sentence", "VARCHAR", "The strategy in words, with what decides a tie.", required=True, chinese="规则"),
        Column("suspect_kind", "VARCHAR", "Kind of placeholder that the field may hold; a placeholder never wins.",
               values=SUSPECT_KINDS, chinese="可疑值种类"),
        Column("review_after_days", "INTEGER",
               "A value older than this is to be confirmed with the customer; NULL for what does not change.",
               chinese="复核期限天数"),
    ),
    key=("field",),
    chinese="择优规则",
)

RECORD_FIELD = Table(
    "identity.record_field",
    "One row a record and a field of the golden record that it tells.",
    (
        SOURCE,
        PARTY_KEY,
        Column("field", "VARCHAR", "Field of the golden record.", required=True, chinese="字段"),
        Column("value", "VARCHAR", "The value as text.", "direct_id", grade="restricted", required=True, chinese="值"),
        Column("updated_at", "TIMESTAMP", "When the source last changed the record or the contact point, UTC.",
               chinese="更新时间"),
        Column("is_placeholder", "BOOLEAN", "A value that stands in suspect_value.", required=True, chinese="可疑值"),
    ),
    key=("source", "party_key", "field"),
    chinese="记录字段",
    is_intermediate=True,
)

GOLDEN_FIELD = Table(
    "identity.golden_field",
    "One row a field of a customer and a record that tells it; at most one of them won.",
    (
        CUSTOMER_ID,
        Column("field", "VARCHAR", "Field of the golden record.", required=True, chinese="字段"),
        Column("value", "VARCHAR", "The value as text.", "direct_id", grade="restricted", required=True, chinese="值"),
        SOURCE,
        PARTY_KEY,
        Column("updated_at", "TIMESTAMP", "When the source last changed the record, UTC.", chinese="更新时间"),
        Column("rule", "VARCHAR", "Why it won or lost.", required=True, chinese="规则"),
        Column("is_winner", "BOOLEAN", "This value stands in the golden record.", required=True, chinese="胜出"),
    ),
    key=("customer_id", "field", "source", "party_key"),
    chinese="黄金字段",
)

STALE_FACT = Table(
    "identity.stale_fact",
    "One row a fact about a customer that nobody has confirmed for too long: to be asked again.",
    (
        CUSTOMER_ID,
        Column("field", "VARCHAR", "Field of the golden record.", required=True, chinese="字段"),
        Column("confirmed_on", "DATE",
               "Last day on which a source told the value that stands; NULL when none says when.",
               chinese="最近确认日"),
        Column("days_since", "BIGINT", "Days since then.", chinese="距今天数"),
        Column("review_after_days", "INTEGER", "Days after which the fact is to be confirmed.", required=True,
               chinese="复核期限天数"),
    ),
    key=("customer_id", "field"),
    chinese="待确认信息",
)

FIELD_QUALITY = Table(
    "identity.field_quality",
    "One row a field of the golden record: for how many customers it is known, told alike, and fresh.",
    (
        Column("field", "VARCHAR", "Field of the golden record.", "key", required=True, chinese="字段"),
        Column("customers", "BIGINT", "Customers.", required=True, chinese="客户数"),
        Column("known", "BIGINT", "Customers with a value.", required=True, chinese="已知数"),
        Column("completeness", "DOUBLE", "known / customers.", chinese="完整率"),
        Column("disputed", "BIGINT", "Customers whose records tell different values, placeholders left out.",
               required=True, chinese="不一致数"),
        Column("stale", "BIGINT", "Customers whose value is to be confirmed.", required=True, chinese="待确认数"),
        Column("freshness", "DOUBLE", "1 - stale / known; NULL for a field that does not age or that nobody tells.",
               chinese="新鲜率"),
    ),
    key=("field",),
    chinese="字段质量",
)

CUSTOMER_HISTORY = Table(
    "identity.customer_history",
    "One row a version of a customer: what was known from valid_from to before valid_to.",
    (
        CUSTOMER_ID,
        Column("valid_from", "DATE", "First night that knew it.", required=True, chinese="生效日"),
        Column("valid_to", "DATE", "First night that knew otherwise; NULL while it holds.", chinese="失效日"),
        *_FACTS,
    ),
    key=("customer_id", "valid_from"),
    rules={"a version ends after it began": "valid_to is null or valid_to > valid_from"},
    chinese="客户历史",
)

FACT_HISTORY = Table(
    "identity.fact_history",
    "One row a belief about a customer: from when on a field had a value, and on which nights that was believed.",
    (
        CUSTOMER_ID,
        Column("field", "VARCHAR", "Field of the golden record.", required=True, chinese="字段"),
        Column("value", "VARCHAR", "The value as text; NULL from the night on that nobody tells one.", "direct_id",
               grade="restricted", chinese="值"),
        Column("valid_from", "DATE",
               "Day from which the value holds: when its source last changed it, else the first night that knew it; "
               "it holds until the next belief begins.", required=True, chinese="生效日"),
        Column("recorded_from", "DATE", "First night that believed it.", required=True, chinese="记录日"),
        Column("recorded_to", "DATE",
               "First night that believed otherwise about these days; NULL while it is believed.", chinese="撤销日"),
    ),
    rules={"what is no longer believed was believed before": "recorded_to is null or recorded_to >= recorded_from"},
    reference="Snodgrass (1999), Developing time-oriented database applications in SQL, ch. 10: valid time and "
              "transaction time",
    chinese="事实历史",
)

CUSTOMER_CONTACT = Table(
    "identity.customer_contact",
    "One row a way to reach a customer, whichever records tell it: all of them, not only the best.",
    (
        CUSTOMER_ID,
        CONTACT_POINT.column("contact_type"),
        *(CONTACT_POINT.column(name) for name in ("value", "street", "city", "region", "postal_code", "country")),
        Column("records", "BIGINT", "Records that tell it.", required=True, chinese="记录数"),
        Column("updated_at", "TIMESTAMP", "When a source last changed it, UTC.", chinese="更新时间"),
    ),
    chinese="客户联系点",
)

CUSTOMER_RELATION = Table(
    "identity.customer_relation",
    "One row a relation between two customers.",
    (
        CUSTOMER_ID,
        Column("relation", "VARCHAR", "What the first is to the second.", required=True,
               values=("works_for", "decides_for", "subsidiary_of", "household_of"), chinese="关系"),
        Column("related_customer_id", "VARCHAR", "The second customer.", "key", required=True, chinese="相关客户号"),
        Column("basis", "VARCHAR", "Stated by a source, or derived: persons of one family name at one address.",
               required=True, values=("stated", "derived"), chinese="依据"),
    ),
    key=("customer_id", "relation", "related_customer_id"),
    chinese="客户关系",
)
