"""What a source promises: the part of an ODCS 3.1 contract that the engine acts on."""

from dataclasses import dataclass, field
from typing import Literal

from expectations.table import Column, Severity

Delivery = Literal["snapshot", "append", "changes"]
Format = Literal["csv", "ndjson", "json", "parquet", "excel", "sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise about rows: the sentence, the predicate that holds for a good row, and what a failure means.

    `minimum_share` is the share of rows that must hold (1.0: all). A rule about the whole object (row count, a
    figure) has `query`, a SELECT of one number, with the bounds that it must lie in, instead of a predicate.
    `expectation` is a Great Expectations type with its arguments when the contract speaks that language.
    """

    sentence: str
    severity: Severity
    predicate: str | None = None
    minimum_share: float = 1.0
    query: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    expectation: str | None = None
    arguments: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceObject:
    """One table, file or query of a source: where it is, how it is written, how it is delivered, what it promises.

    `columns` carry DuckDB types; `physical_names` maps a column to the header of the source where they differ.
    `location` may hold `{today}`. `options` are those of the format (delimiter, quote, encoding, header, sheet,
    null_words, date_formats, decimal_comma, thousands ...; all are listed in `expectations/contract_option.py`), for
    a database `table` or `query`, and the connection. An object that `may_be_absent` lets the night go on with
    yesterday's rows. `retention` is column -> ISO 8601 period, `tags` column -> words, both as the contract says.
    `attributes` is column -> line of the contract, for columns that stand as attributes of the customer whose record
    `party_key` names.
    """

    source: str
    name: str
    format: Format
    location: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    delivery: Delivery
    physical_names: dict[str, str] = field(default_factory=dict)
    cursor: str | None = None
    overlap: str | None = None
    operation_column: str | None = None
    delete_words: tuple[str, ...] = ()
    may_be_absent: bool = False
    may_be_empty: bool = False
    rules: tuple[Rule, ...] = ()
    options: dict[str, object] = field(default_factory=dict)
    retention: dict[str, str] = field(default_factory=dict)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)
    party_key: str | None = None

    @property
    def table(self) -> str:
        """The name under which mapping SQL reads the admitted rows."""
        return f"{self.source}.{self.name}"


@dataclass(frozen=True, slots=True)
class Contract:
    """A source: name, version, channel and method of collection, and its objects."""

    source: str
    version: str
    description: str
    objects: tuple[SourceObject, ...]
    collection_channel: str = ""
    collection_method: str = ""
