"""What the nights did: deliveries, checks, refusals, steps."""

from expectations.setting import SETTINGS
from expectations.table import Column, Table

SETTING = Table(
    "ops.setting",
    "One row: what tonight's steps are told.",
    (
        Column("today", "DATE", "The company's day that the night is for.", required=True, chinese="营业日"),
        Column("today_ends_at", "TIMESTAMP", "Moment when that day ends where the company is, UTC.", required=True,
               chinese="营业日结束时刻"),
        Column("currency", "VARCHAR", "The company's currency, ISO 4217.", required=True, chinese="本位币"),
        Column("time_zone", "VARCHAR", "The company's time zone.", required=True, chinese="时区"),
        *(Column(s.name, s.type, s.reason, required=True) for s in SETTINGS),
    ),
)

NIGHT = Table(
    "ops.night",
    "One row a night: inputs, versions, figures and verdict.",
    (
        Column("today", "DATE", "The company's day that the night is for.", "key", required=True, chinese="营业日"),
        Column("verdict", "VARCHAR", "How it ended.", required=True,
               values=("published", "published_with_stale_sources"), chinese="结论"),
        Column("received", "BIGINT", "Source rows received.", required=True, chinese="收到行数"),
        Column("kept", "BIGINT", "Source rows kept.", required=True, chinese="保留行数"),
        Column("quarantined", "BIGINT", "Source rows refused.", required=True, chinese="隔离行数"),
        Column("records", "BIGINT", "Records of parties.", required=True),
        Column("customers", "BIGINT", "Customers.", required=True, chinese="客户数"),
        Column("inputs", "VARCHAR", "Source, object and content hash of every delivery, as JSON.", required=True),
        Column("versions", "VARCHAR", "Versions of the engine and its libraries, as JSON.", required=True),
    ),
    key=("today",),
    rules={"received is kept plus quarantined": "received = kept + quarantined"},
    chinese="夜间批次",
)

DELIVERY = Table(
    "ops.delivery",
    "One row an object of a source: what came tonight, or why nothing came.",
    (
        Column("source", "VARCHAR", "The source.", "key", required=True, chinese="来源"),
        Column("object", "VARCHAR", "The object of the source.", "key", required=True),
        Column("delivery", "VARCHAR", "How the source delivers.", required=True,
               values=("snapshot", "append", "changes")),
        Column("received", "BIGINT", "Rows received.", required=True, chinese="收到行数"),
        Column("kept", "BIGINT", "Rows kept.", required=True, chinese="保留行数"),
        Column("quarantined", "BIGINT", "Rows refused.", required=True, chinese="隔离行数"),
        Column("current_rows", "BIGINT", "Rows that stand after this delivery.", required=True),
        Column("deleted_rows", "BIGINT", "Rows of the night before that the source no longer has.", required=True),
        Column("is_stale", "BOOLEAN", "Nothing came: the rows of the night before stand.", required=True,
               chinese="过期"),
        Column("stale_reason", "VARCHAR", "Why nothing came."),
        Column("cursor", "VARCHAR", "Greatest cursor received so far; moves with the publication."),
        Column("content_hash", "VARCHAR", "Hash of the rows received.", required=True),
    ),
    key=("source", "object"),
    rules={"received is kept plus quarantined": "received = kept + quarantined"},
    chinese="来源交付",
)

QUARANTINE = Table(
    "ops.quarantine",
    "One row a refused row and a rule that it broke; the row itself stays in the landing.",
    (
        Column("source", "VARCHAR", "The source.", "key", required=True, chinese="来源"),
        Column("object", "VARCHAR", "Object of the source, or the common table that the row was mapped to.", "key",
               required=True),
        Column("row_number", "BIGINT",
               "Line of the file, or position in the delivery; NULL for rows of a common table."),
        Column("row_key", "VARCHAR", "Key of the row where it has one.", "direct_id", chinese="行键"),
        Column("rule", "VARCHAR", "The rule in a sentence.", required=True, chinese="规则"),
        Column("severity", "VARCHAR", "How bad.", required=True, values=("critical", "warning"), chinese="严重程度"),
        Column("seen_on", "DATE", "First night that refused it.", required=True),
    ),
    chinese="隔离区",
)

VALIDATION = Table(
    "ops.validation",
    "One row a rule checked on a table: how many rows were looked at and how many failed.",
    (
        Column("table_name", "VARCHAR", "The table checked.", "key", required=True),
        Column("rule", "VARCHAR", "The rule in a sentence.", required=True, chinese="规则"),
        Column("severity", "VARCHAR", "What a failure means: critical stops the night.", required=True,
               values=("critical", "warning"), chinese="严重程度"),
        Column("is_success", "BOOLEAN", "The rule held.", required=True, chinese="通过"),
        Column("rows_checked", "BIGINT", "Rows looked at."),
        Column("rows_failed", "BIGINT", "Rows that broke it.", required=True),
    ),
    chinese="校验",
)

OMISSION = Table(
    "ops.omission",
    "One row a fault of the company's folder that cost no night: what it spoils was left out tonight, by name.",
    (
        Column("kind", "VARCHAR",
               "What was left out: a release, a play, a purpose with all that names it, or a file that nobody reads.",
               required=True, values=("release", "play", "purpose", "file"), chinese="种类"),
        Column("name", "VARCHAR", "Its name.", required=True, chinese="名称"),
        Column("file", "VARCHAR", "File of the folder with the fault.", required=True),
        Column("line", "BIGINT", "Its line, where the file has lines."),
        Column("reason", "VARCHAR", "The fault in a sentence.", required=True, chinese="原因"),
        Column("cure", "VARCHAR", "How to put it right.", required=True),
    ),
    chinese="拒用部分",
)

STEP = Table(
    "ops.step",
    "One row a table built: its fingerprint and content, and whether the night before could be reused.",
    (
        Column("table_name", "VARCHAR", "The table.", "key", required=True),
        Column("fingerprint", "VARCHAR", "Hash of the step's code and of its inputs' contents.", required=True),
        Column("code", "VARCHAR", "Hash of the code, contracts and libraries of the step alone.", required=True),
        Column("content_hash", "VARCHAR", "Hash of the rows, whatever their order.", required=True),
        Column("rows", "BIGINT", "Rows.", required=True),
    ),
    key=("table_name",),
    chinese="步骤",
)
