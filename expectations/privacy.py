"""What may leave, to whom, for what, and what has left."""

from expectations.identity import CUSTOMER_ID
from expectations.table import Column, Table

RELEASE = Column("release", "VARCHAR", "Name of the release, as its files in the company's folder.", "key",
                 required=True, chinese="发布")

PURPOSE = Table(
    "privacy.purpose",
    "One row a purpose that personal data may be used for.",
    (
        Column("purpose", "VARCHAR", "The purpose.", "key", required=True, chinese="目的"),
        Column("sentence", "VARCHAR", "What is done, as told to the customer.", required=True),
        Column("lawful_basis", "VARCHAR", "On what ground.", required=True,
               values=("consent", "contract", "legitimate_interest", "legal_obligation"), chinese="法律依据"),
        Column("needs_consent", "BOOLEAN", "Each customer must have agreed.", required=True, chinese="需同意"),
        Column("retention_days", "INTEGER",
               "Days after the last purchase or contact that the data may serve this purpose; NULL without end.",
               chinese="保留天数"),
        Column("highest_grade", "VARCHAR", "Highest grade of a column that may serve it.", required=True,
               values=("public", "internal", "confidential", "restricted")),
        Column("categories", "VARCHAR", "Categories of personal data that may serve it, as JSON; NULL for all.",
               chinese="数据类别"),
    ),
    key=("purpose",),
    chinese="目的",
)

RELEASE_CONTRACT = Table(
    "privacy.release_contract",
    "One row a release that the company agreed with a recipient.",
    (
        RELEASE,
        Column("recipient", "VARCHAR", "Who receives it.", required=True, chinese="接收方"),
        Column("purpose", "VARCHAR", "What for.", "key", required=True, chinese="目的"),
        Column("mode", "VARCHAR",
               "activation: identified, for a CRM; pseudonymous: profiles under keyed ids; aggregate: counts with "
               "noise.", required=True, values=("activation", "pseudonymous", "aggregate"), chinese="方式"),
        Column("columns", "VARCHAR", "The agreed columns, as JSON.", required=True),
        Column("k", "INTEGER", "Smallest group that may be told apart.", required=True),
        Column("l", "INTEGER", "Fewest sensitive values in a group; NULL when none is agreed."),
        Column("t", "DOUBLE", "Largest distance of a group's sensitive values from all; NULL when none is agreed."),
        Column("budget", "DOUBLE",
               "Epsilon that the recipient may be told in all, over the agreed days; NULL without counts."),
        Column("until", "DATE", "Last day of the agreement; NULL without end.", chinese="截止日"),
        Column("version", "VARCHAR", "Version of the agreement.", required=True),
    ),
    key=("release",),
    chinese="发布合同",
)

CONSENT_MEMBER = Table(
    "privacy.consent_member",
    "One row a customer and a record whose word on consent counts for it.",
    (
        CUSTOMER_ID,
        Column("party_source", "VARCHAR", "The source that speaks of consent.", "key", required=True, chinese="来源"),
        Column("party_key", "VARCHAR", "The record's key in it.", "direct_id", required=True, chinese="客户记录号"),
        Column("is_sole", "BOOLEAN",
               "A consent counts, not only a refusal: the record is the customer's own, or nobody else has its "
               "e-mail address.", required=True, chinese="唯一归属"),
    ),
    key=("customer_id", "party_source", "party_key"),
    chinese="同意主体",
    is_intermediate=True,
)

CONSENT = Table(
    "privacy.consent",
    "One row a customer and a purpose somebody said something about: what holds on the night's day.",
    (
        CUSTOMER_ID,
        Column("purpose", "VARCHAR", "The purpose.", "key", required=True, chinese="目的"),
        Column("is_granted", "BOOLEAN", "The data may be used.", required=True, chinese="是否同意"),
        Column("basis", "VARCHAR", "Basis of the deciding event."),
        Column("valid_from", "TIMESTAMP", "From when the deciding event holds, UTC.", required=True),
        Column("recorded_at", "TIMESTAMP", "When it was written down, UTC.", required=True),
        Column("reason", "VARCHAR", "Why, in a sentence.", required=True),
    ),
    key=("customer_id", "purpose"),
    reference="Deny wins ties; an objection beats every basis; the strictest record of a merged customer wins.",
    chinese="同意",
)

# Codes of rows held back, the most telling first: a recipient's removal is explained by the first that holds.
HELD_CODES = ("ERASED", "DENIED", "NO_CONSENT", "RETENTION", "FREE_TEXT", "NO_KEY", "SAME_KEY", "SMALL_GROUP",
              "FEW_VALUES")

SUPPRESSION = Table(
    "privacy.suppression",
    "One row a customer that a release selected and the gate held back.",
    (
        RELEASE,
        CUSTOMER_ID,
        Column("code", "VARCHAR", "Reason.", required=True, values=HELD_CODES, chinese="原因代码"),
        Column("reason", "VARCHAR", "Reason in a sentence.", required=True, chinese="原因"),
    ),
    key=("release", "customer_id", "code"),
    chinese="扣留",
)

WITHDRAWAL = Table(
    "privacy.withdrawal",
    "One row a customer whom a recipient holds and may no longer use: whom to tell, and whether tonight's file does.",
    (
        RELEASE,
        CUSTOMER_ID,
        Column("recipient", "VARCHAR", "Who holds the data.", required=True, chinese="接收方"),
        Column("code", "VARCHAR", "Reason.", required=True, values=("DENIED", "NO_CONSENT", "ERASED", "ENDED"),
               chinese="原因代码"),
        Column("last_sent_on", "DATE", "Night of the last sending.", required=True, chinese="末次发送日"),
        Column("is_told", "BOOLEAN", "Tonight's file takes the customer away.", required=True, chinese="已通知"),
    ),
    key=("release", "customer_id"),
    chinese="撤回通知",
)

DISCLOSURE = Table(
    "privacy.disclosure",
    "One row a file that left: the ledger; each row holds the hash of the one before.",
    (
        Column("number", "BIGINT", "Position in the ledger, from 1.", "key", required=True),
        RELEASE,
        Column("released_on", "DATE", "Night of the release.", required=True, chinese="发布日"),
        Column("recipient", "VARCHAR", "Who received it.", required=True, chinese="接收方"),
        Column("purpose", "VARCHAR", "What for.", required=True, chinese="目的"),
        Column("mode", "VARCHAR", "How.", required=True),
        Column("file", "VARCHAR", "Name of the file.", required=True),
        Column("rows", "BIGINT", "Rows in it.", required=True, chinese="行数"),
        Column("columns", "VARCHAR", "Columns in it, as JSON.", required=True),
        Column("k", "BIGINT", "Smallest group found; NULL where groups do not apply."),
        Column("l", "BIGINT", "Fewest sensitive values found in a group; NULL where none is sensitive."),
        Column("t", "DOUBLE",
               "Largest distance found of a group's sensitive values from all; NULL where none is sensitive."),
        Column("epsilon", "DOUBLE", "Privacy budget spent; NULL where none is."),
        Column("key_name", "VARCHAR", "Name of the recipient's key, which does not give it away.", required=True),
        Column("sha256", "VARCHAR", "Digest of the file.", required=True),
        Column("previous_hash", "VARCHAR", "Hash of the row before.", required=True),
        Column("hash", "VARCHAR", "Hash of this row.", required=True),
    ),
    key=("number",),
    chinese="披露台账",
)

DISCLOSURE_SUBJECT = Table(
    "privacy.disclosure_subject",
    "One row a customer that a release holds at its recipient, with a digest of what was sent last.",
    (
        RELEASE,
        CUSTOMER_ID,
        Column("target_id", "VARCHAR", "What tells the row apart at the recipient: our id, or a key made of the row.",
               "direct_id", required=True),
        Column("row_hash", "VARCHAR", "Keyed digest of the row sent last.", required=True),
        Column("first_sent_on", "DATE", "Night of the first sending.", required=True),
        Column("last_sent_on", "DATE", "Night of the last change sent.", required=True),
        Column("labels", "VARCHAR",
               "What was told under a pseudonym, as JSON: releases to one recipient are looked at together.",
               "sensitive"),
    ),
    key=("release", "customer_id"),
    chinese="披露对象",
)

DELIVERY = Table(
    "privacy.delivery",
    "One row a row of a file: what was sent of a customer, and what the recipient's result file says of it.",
    (
        RELEASE,
        Column("sent_on", "DATE", "Night of the file.", "key", required=True, chinese="发送日"),
        Column("action", "VARCHAR", "What was asked for.", "key", required=True,
               values=("create", "update", "remove", "merge"), chinese="动作"),
        CUSTOMER_ID,
        Column("status", "VARCHAR", "How it went; sent while no result file speaks of it.", required=True,
               values=("sent", "accepted", "rejected"), chinese="状态"),
        Column("reason", "VARCHAR", "Code of the recipient's refusal, without values.", chinese="原因"),
    ),
    key=("release", "sent_on", "action", "customer_id"),
    chinese="投递记录",
)

EXPORT_CROSSWALK = Table(
    "privacy.export_crosswalk",
    "One row a customer to whom a recipient's system gave an id of its own, as its result files tell.",
    (
        RELEASE,
        CUSTOMER_ID,
        Column("target_id", "VARCHAR", "The recipient's own id.", "direct_id", required=True, chinese="目标系统编号"),
        Column("first_sent_on", "DATE", "Night of the first sending.", required=True, chinese="首次发送日"),
        Column("acknowledged_on", "DATE", "Night that read the last result.", required=True, chinese="确认日"),
    ),
    key=("release", "customer_id"),
    chinese="编号对照",
)

ERASURE = Table(
    "privacy.erasure",
    "One row a customer who was forgotten: nothing is kept but the id, until recipients are told, and keyed "
    "tombstones.",
    (
        CUSTOMER_ID,
        Column("erased_on", "DATE", "Day of the erasure.", required=True, chinese="删除日"),
        Column("tombstones", "VARCHAR",
               "Keyed digests of records and of addresses that were nobody else's, as JSON: a load cannot bring the "
               "person back.", required=True),
        Column("rows_erased", "BIGINT", "Rows taken out of the warehouse; 0 where it happened within a night.",
               required=True, chinese="删除行数"),
        Column("reason", "VARCHAR",
               "asked: the person asked for it; retention: no purpose had a use for the data any more.", required=True,
               values=("asked", "retention"), chinese="原因"),
    ),
    key=("customer_id",),
    chinese="删除",
)

RELEASE_RESULT = Table(
    "privacy.release_result",
    "One row a release of the night: what went out, what was held back, or why nothing went.",
    (
        RELEASE,
        Column("status", "VARCHAR", "How it ended.", required=True, values=("released", "refused"), chinese="结果"),
        Column("code", "VARCHAR", "Code of the refusal."),
        Column("reason", "VARCHAR", "Reason of the refusal in a sentence."),
        Column("selected", "BIGINT", "Customers that the release asked for.", required=True, chinese="选中"),
        Column("suppressed", "BIGINT", "Customers held back.", required=True, chinese="扣留"),
        Column("created", "BIGINT", "Rows to add; of counts the customers counted.", required=True, chinese="新增"),
        Column("updated", "BIGINT", "Rows to change.", required=True, chinese="更新"),
        Column("removed", "BIGINT", "Rows to take away.", required=True, chinese="移除"),
        Column("merged", "BIGINT", "Rows taken away whose customer goes on under another id of the release.",
               required=True, chinese="合并"),
        Column("unchanged", "BIGINT", "Rows that stand as sent before.", required=True, chinese="不变"),
    ),
    key=("release",),
    rules={
        "selected is suppressed plus sent plus unchanged":
            "status = 'refused' or selected = suppressed + created + updated + unchanged",
        "merged rows are among the removed": "merged <= removed",
    },
    chinese="发布结果",
)
