"""What each destination accepts, as data: one file a destination in this folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

FOLDER = Path(__file__).parent
Format = Literal["csv", "jsonl", "parquet", "calls"]
Normaliser = Literal["email", "phone", "digits", "name", "lower", "upper", "trim", "initial"]


@dataclass(frozen=True, slots=True)
class Destination:
    """How a system takes rows.

    `calls` are files of one request body a line. `id_field` carries our id (none when empty); `target_id_field` carries
    the destination's own id in updates, known from its result files; where `is_id_final` ours is told once, in create.
    `key` is SQL over columns of the release that tells a row there apart, where that is not our id. `null_in_update` is
    what erases a value; NULL is left out of JSON that creates. `hashes` are fields sent as SHA-256 of their normalised
    value, `plain` fields only normalised, `together` fields that count all or not at all. `each_on_a_line` are fields
    that take a line each, as kind and value in the two columns `each_into`. `in_remove` stands in every row that takes
    something away. Limits are in bytes, rows and characters.
    """

    name: str
    sentence: str
    format: Format
    shape: str = ""
    id_field: str = "customer_id"
    target_id_field: str = ""
    is_id_final: bool = False
    key: str = ""
    key_columns: tuple[str, ...] = ()
    remove_field: str = ""
    bom: bool = False
    line_end: str = "\n"
    null_in_create: str = ""
    null_in_update: str = ""
    max_rows: int | None = None
    max_bytes: int | None = None
    max_rows_a_call: int = 1
    max_header_characters: int | None = None
    max_in_bytes: bool = False
    hashes: Mapping[str, Normaliser] = field(default_factory=dict)
    plain: Mapping[str, Normaliser] = field(default_factory=dict)
    together: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    each_on_a_line: tuple[str, ...] = ()
    each_into: tuple[str, ...] = ()
    in_remove: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)


@cache
def destinations() -> dict[str, Destination]:
    """Every destination by name."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        said = yaml.safe_load(file.read_text("utf-8"))
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        found[file.stem] = Destination(file.stem, **{**said, **lists})
    return found
