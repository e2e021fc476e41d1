"""The declaration of a table: said once here, rendered elsewhere as DDL, suite, dictionary and privacy gate."""

from dataclasses import dataclass, field
from typing import Literal

from transforms import sql_text

Grade = Literal["public", "internal", "confidential", "restricted"]
Role = Literal["key", "direct_id", "quasi_id", "sensitive", "free_text", "measure"]
Severity = Literal["critical", "warning"]

GRADES: tuple[Grade, ...] = ("public", "internal", "confidential", "restricted")

# A role carries the grade that most of its columns deserve; a column may say otherwise.
GRADE_OF_ROLE: dict[Role, Grade] = {
    "key": "internal",
    "measure": "internal",
    "quasi_id": "confidential",
    "direct_id": "confidential",
    "sensitive": "restricted",
    "free_text": "restricted",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, DuckDB type, meaning in a sentence, role, and what it promises.

    `values` is a closed vocabulary. `category` is a Fides taxonomy key (`user.contact.email`).
    `chinese` is the term of the field in Chinese.
    """

    name: str
    type: str
    meaning: str
    role: Role = "measure"
    required: bool = False
    values: tuple[str, ...] = ()
    grade: Grade | None = None
    category: str = ""
    chinese: str = ""

    @property
    def classification(self) -> Grade:
        """The grade said on the column, or that of its role."""
        return self.grade or GRADE_OF_ROLE[self.role]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `schema.table`, its grain in a sentence, columns, key, and rules as sentence -> SQL predicate.

    A rule that a source's row fails sends that row to quarantine. `warnings` are rules that are counted and
    reported and let the row pass. `formula` and `reference` feed the dictionary. `analysts_see` is a predicate of the
    rows that stand in the analysts' file; all do when it is empty. An intermediate is made for other
    steps and stays out of that file.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    rules: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    formula: str = ""
    reference: str = ""
    chinese: str = ""
    analysts_see: str = ""
    is_intermediate: bool = False

    @property
    def schema(self) -> str:
        """The part of the name before the dot."""
        return self.name.split(".")[0]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def predicates(self) -> dict[str, str]:
        """Every promise about one row, sentence -> predicate: required columns, vocabularies, then rules."""
        required = {f"{c.name} is filled": f"{c.name} is not null" for c in self.columns if c.required}
        listed = {
            f"{c.name} is one of {', '.join(c.values)}": f"{c.name} in ({sql_text.texts(c.values)})"
            for c in self.columns
            if c.values
        }
        return required | listed | self.rules
