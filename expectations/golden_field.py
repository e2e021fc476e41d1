"""The fields of the golden record, each declared once, in the order of `identity.customer`.

A field declared here stands in the common shape (`core.party`; a part of an address in `core.contact_point`), and the
steps that need the list are rendered from it: `identity.field_rule`, `identity.record_field`, `identity.customer`,
`identity.customer_history` and `segment.customer_360`.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from expectations.table import Column

Strategy = Literal["most_recent", "most_frequent", "most_trusted", "longest", "lowest", "any_true"]
SuspectKind = Literal["email", "phone", "number", "birth_on", "address"]
Block = Literal["kind", "profile", "place", "organisation", "acquisition"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
SUSPECT_KINDS: tuple[SuspectKind, ...] = get_args(SuspectKind)
CONTACTS = ("email", "phone", "address")


@dataclass(frozen=True, slots=True)
class GoldenField:
    """One field: its column, what decides between records, and where it is seen.

    Fields of one `group` are taken whole from one record; the first of a group leads it. `suspect_kind` is the kind of
    placeholder that it may hold. A value older than `review_after_days` is to be confirmed with the customer.
    Analysts see it in `identity.customer` unless the role of its column says directly who somebody is, and segments
    in the named `block` of `segment.customer_360`. ValueError when a block would show what analysts may not see.
    """

    column: Column
    strategy: Strategy
    group: str = ""
    suspect_kind: SuspectKind | None = None
    review_after_days: int | None = None
    block: Block | None = None

    def __post_init__(self) -> None:
        if self.block and self.column.role in ("direct_id", "free_text"):
            raise ValueError(f"{self.name} says directly who somebody is: it has no place in segment.customer_360")

    @property
    def name(self) -> str:
        """The name of its column."""
        return self.column.name

    @property
    def field_group(self) -> str:
        """The group that it is taken with; itself when it stands alone."""
        return self.group or self.name

    @property
    def is_contact(self) -> bool:
        """A contact point tells it, not the record of the party."""
        return self.field_group in CONTACTS


YEAR, TWO_YEARS = 365, 730

GOLDEN_FIELDS = (
    GoldenField(
        Column("customer_kind", "VARCHAR", "Kind of customer.",
               values=("consumer", "enterprise", "intermediary", "public_interest"), chinese="客户种类"),
        "most_recent", block="kind",
    ),
    GoldenField(
        Column("is_prospect", "BOOLEAN", "The source says that this party has not bought yet.", chinese="潜在客户"),
        "lowest", block="profile",
    ),
    GoldenField(
        Column("market", "VARCHAR", "Which of the six markets the party stands in.",
               values=("customer", "internal", "referral", "influence", "supplier", "recruitment"), chinese="六个市场"),
        "most_recent", block="kind",
    ),
    GoldenField(
        Column("full_name", "VARCHAR", "Name as written by the source.", "direct_id", category="user.name",
               chinese="姓名"),
        "most_frequent", group="name",
    ),
    GoldenField(
        Column("given_name", "VARCHAR", "Given name when the source parts it.", "direct_id", category="user.name.first",
               chinese="名"),
        "most_frequent", group="name",
    ),
    GoldenField(
        Column("surname", "VARCHAR", "Family name when the source parts it.", "direct_id", category="user.name.last",
               chinese="姓"),
        "most_frequent", group="name",
    ),
    GoldenField(
        Column("name_prefix", "VARCHAR", "Title before the name.", "quasi_id", category="user.name", chinese="称谓"),
        "most_frequent", group="name",
    ),
    GoldenField(
        Column("organisation_name", "VARCHAR", "Legal or trading name of an organisation.", "direct_id",
               category="user.workplace", chinese="单位名称"),
        "longest",
    ),
    GoldenField(
        Column("birth_on", "DATE", "Day of birth.", "quasi_id", category="user.demographic.date_of_birth",
               chinese="出生日期"),
        "most_frequent", suspect_kind="birth_on",
    ),
    GoldenField(
        Column("sex", "VARCHAR", "Sex.", "quasi_id", values=("female", "male", "other"),
               category="user.demographic.gender", chinese="性别"),
        "most_frequent", block="profile",
    ),
    GoldenField(
        Column("language", "VARCHAR", "Preferred language, ISO 639.", "quasi_id", category="user.demographic.language",
               chinese="语言"),
        "most_recent", block="profile",
    ),
    GoldenField(
        Column("tax_id", "VARCHAR", "Tax or company registration number.", "direct_id", category="user.government_id",
               chinese="统一社会信用代码"),
        "most_frequent", suspect_kind="number",
    ),
    GoldenField(
        Column("national_id", "VARCHAR", "Identity number of a person.", "direct_id", grade="restricted",
               category="user.government_id", chinese="身份证号"),
        "most_frequent", suspect_kind="number",
    ),
    GoldenField(
        Column("marital_status", "VARCHAR", "Marital status as the source words it.", "quasi_id",
               category="user.demographic.marital_status", chinese="婚姻状况"),
        "most_recent", review_after_days=TWO_YEARS, block="profile",
    ),
    GoldenField(
        Column("children", "INTEGER", "Number of children or dependents.", "quasi_id", category="user.demographic",
               chinese="子女数"),
        "most_recent", review_after_days=TWO_YEARS, block="profile",
    ),
    GoldenField(
        Column("has_dependents", "BOOLEAN", "Somebody depends on this person.", "quasi_id", category="user.demographic",
               chinese="有受抚养人"),
        "most_recent", review_after_days=TWO_YEARS,
    ),
    GoldenField(
        Column("employer", "VARCHAR", "Employer.", "quasi_id", category="user.workplace", chinese="工作单位"),
        "most_recent", review_after_days=TWO_YEARS,
    ),
    GoldenField(
        Column("position", "VARCHAR", "Position or occupation.", "quasi_id", category="user.job_title", chinese="职务"),
        "most_recent", review_after_days=TWO_YEARS,
    ),
    GoldenField(
        Column("income_band", "VARCHAR", "Income band as the source words it.", "sensitive", category="user.financial",
               chinese="收入段"),
        "most_recent", review_after_days=TWO_YEARS, block="profile",
    ),
    GoldenField(
        Column("industry", "VARCHAR", "Industry of an organisation.", chinese="行业"),
        "most_recent", block="organisation",
    ),
    GoldenField(
        Column("employees", "INTEGER", "Number of employees of an organisation.", chinese="员工数"),
        "most_recent", review_after_days=YEAR, block="organisation",
    ),
    GoldenField(
        Column("founded_year", "INTEGER", "Year an organisation was founded.", chinese="成立年份"),
        "most_frequent", block="organisation",
    ),
    GoldenField(
        Column("credit_grade", "VARCHAR", "Credit grade of an organisation.", "sensitive", category="user.financial",
               chinese="信用等级"),
        "most_recent", review_after_days=YEAR, block="organisation",
    ),
    GoldenField(
        Column("payment_terms", "VARCHAR", "Agreed terms of payment.", chinese="付款条件"),
        "most_recent", review_after_days=YEAR, block="organisation",
    ),
    GoldenField(
        Column("website", "VARCHAR", "Web address of an organisation.", category="user.contact.url", chinese="网址"),
        "most_recent", review_after_days=TWO_YEARS,
    ),
    GoldenField(
        Column("acquired_on", "DATE", "Day the source first knew the party.", chinese="获客日期"),
        "lowest", group="acquisition", block="acquisition",
    ),
    GoldenField(
        Column("acquisition_channel", "VARCHAR", "How the party came.", chinese="获客渠道"),
        "lowest", group="acquisition", block="acquisition",
    ),
    GoldenField(
        Column("acquisition_cost", "DECIMAL(18,4)", "What it cost to win the party.", chinese="获客成本"),
        "lowest", group="acquisition", block="acquisition",
    ),
    GoldenField(
        Column("email", "VARCHAR", "Best e-mail.", "direct_id", category="user.contact.email", chinese="邮箱"),
        "most_recent", suspect_kind="email", review_after_days=YEAR,
    ),
    GoldenField(
        Column("phone", "VARCHAR", "Best phone, E.164 when valid.", "direct_id", category="user.contact.phone_number",
               chinese="电话"),
        "most_recent", suspect_kind="phone", review_after_days=YEAR,
    ),
    GoldenField(
        Column("street", "VARCHAR", "Street of the best address.", "direct_id", category="user.contact.address.street",
               chinese="街道"),
        "most_recent", group="address", suspect_kind="address", review_after_days=YEAR,
    ),
    GoldenField(
        Column("city", "VARCHAR", "City.", "quasi_id", category="user.contact.address.city", chinese="城市"),
        "most_recent", group="address", review_after_days=YEAR, block="place",
    ),
    GoldenField(
        Column("region", "VARCHAR", "Province, state or region.", "quasi_id", category="user.contact.address.state",
               chinese="省份"),
        "most_recent", group="address", review_after_days=YEAR, block="place",
    ),
    GoldenField(
        Column("postal_code", "VARCHAR", "Postal code.", "quasi_id", category="user.contact.address.postal_code",
               chinese="邮编"),
        "most_recent", group="address", review_after_days=YEAR,
    ),
    GoldenField(
        Column("country", "VARCHAR", "Country as the source words it.", "quasi_id",
               category="user.contact.address.country", chinese="国家"),
        "most_recent", group="address", review_after_days=YEAR, block="place",
    ),
)


def is_lead(field: GoldenField) -> bool:
    """The field speaks for its group: a record that fills it comes before one that does not."""
    return field == next(other for other in GOLDEN_FIELDS if other.field_group == field.field_group)


def groups() -> dict[str, list[GoldenField]]:
    """Group -> its fields, in the order of the declarations."""
    found: dict[str, list[GoldenField]] = {}
    for field in GOLDEN_FIELDS:
        found.setdefault(field.field_group, []).append(field)
    return found


def told_by_party() -> tuple[Column, ...]:
    """Columns of the fields that the record of a party tells."""
    return tuple(field.column for field in GOLDEN_FIELDS if not field.is_contact)


def parts_of_place() -> tuple[Column, ...]:
    """Columns of the fields that an address tells beside its street, which a contact point words otherwise."""
    return tuple(field.column for field in GOLDEN_FIELDS if field.group == "address" and field.name != "street")


def in_block(block: Block) -> tuple[str, ...]:
    """Names of the fields that stand in one block of `segment.customer_360`."""
    return tuple(field.name for field in GOLDEN_FIELDS if field.block == block)
