"""What data may be used for, and what was agreed with a recipient."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from expectations.lined_model import EXACT, Sentence, Words
from expectations.table import Grade

Mode = Literal["activation", "pseudonymous", "aggregate"]
Basis = Literal["consent", "contract", "legitimate_interest", "legal_obligation"]
Whole = Annotated[int, Field(ge=1, le=1_000_000_000, description="Write a whole number from 1 on.")]
Share = Annotated[float, Field(ge=0, le=1, description="Write a share from 0 to 1.")]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What personal data may be used for; a row of `privacy.purpose`.

    `retention_days` counts from the last purchase or contact. `categories` are those of personal data that may serve,
    with their parts; none means all.
    """

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    purpose: Sentence
    sentence: Sentence
    lawful_basis: Basis
    needs_consent: bool
    highest_grade: Grade = "confidential"
    retention_days: Whole | None = None
    categories: Words = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a recipient; a row of `privacy.release_contract`.

    `columns` are exactly those of the SELECT beside it, the id first. `phones` and `numbers` are columns that a
    spreadsheet would take for formulas and that must stay as they are. `scanned` are columns of free text whose rows
    leave only where no personal data are found in it.

    `target` names the destination, the system that takes the files, and `entity` what its rows are there; `fields`
    is column -> name there, `values` is column -> our word -> the word there, `max_characters` is column -> longest
    text.

    An aggregate release sends counts alone: `keys` is column -> its values (NULL is `unknown`), `epsilon` what one
    sending spends of the recipient's `budget` for `budget_days`, and `every_days` how often it is sent.

    `push` says where `shopkeeper push` hands the files over; `${NAME}` in it stands for a variable of the environment.

    `generalise` is quasi-identifier -> its labels from narrow to wide: keep, month, year, decade, `band N`, `prefix N`,
    hide. Which are used is chosen once for a version, so that at most `suppression_limit` of the rows are held back.
    """

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    sentence: Sentence
    recipient: Sentence
    purpose: Sentence
    mode: Mode
    columns: Words
    version: Sentence
    k: Whole = 11
    l: Whole | None = None  # noqa: E741 (the field's own name)
    t: Share | None = None
    until: date | None = None
    quasi_identifiers: Words = ()
    sensitive: Words = ()
    scanned: Words = ()
    phones: Words = ()
    numbers: Words = ()
    target: str = "csv"
    entity: str = ""
    fields: dict[str, Sentence] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    max_characters: dict[str, Whole] = field(default_factory=dict)
    generalise: dict[str, Words] = field(default_factory=dict)
    recoder: Literal["full_domain", "mondrian"] = "full_domain"
    suppression_limit: Share = 0.1
    keys: dict[str, Words] = field(default_factory=dict)
    epsilon: float | None = None
    budget: float | None = None
    budget_days: Whole = 365
    every_days: Whole = 1
    push: dict[str, str] = field(default_factory=dict)
