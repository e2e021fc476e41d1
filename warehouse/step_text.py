"""The text of a set step as the engine runs it: what needs the fields of the golden record is rendered from them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined

import transforms
from expectations import golden_field
from expectations.golden_field import GoldenField
from transforms.sql_text import company_day
from warehouse import ddl

ROOT = Path(transforms.__file__).parent


def step_text(path: Path) -> str:
    """The SELECT of one file; a file outside `transforms/`, a company's, is SQL as it stands.

    Raises jinja2.TemplateError when a step names what is not told to it.
    """
    text = path.read_text(encoding="utf-8")
    if not path.resolve().is_relative_to(ROOT.resolve()):
        return text
    return _environment().from_string(text).render(golden_fields=golden_field.GOLDEN_FIELDS)


def set_steps() -> list[Path]:
    """The file of every set step of the engine."""
    return sorted(ROOT.rglob("*.sql"))


@cache
def _environment() -> Environment:
    """What a step may call while it is rendered; line by line, so that the rendered text has no holes."""
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.globals |= {
        "strategies": golden_field.STRATEGIES,
        "is_lead": golden_field.is_lead,
        "literals": _literals,
        "as_text": _as_text,
        "of_type": _of_type,
        "company_day": company_day,
    }
    return environment


def _literals(*values: str | bool | int | None) -> str:
    """The values as SQL literals, parted by commas; None is null."""
    return ", ".join(_literal(value) for value in values)


def _literal(value: str | bool | int | None) -> str:
    if value is None:
        return "null"
    return ddl.text(value) if isinstance(value, str) else str(value).lower()


def _as_text(field: GoldenField, table: str) -> str:
    """The column of a table as text."""
    column = f"{table}.{field.name}"
    return column if field.column.type == "VARCHAR" else f"cast({column} as varchar)"


def _of_type(field: GoldenField, table: str) -> str:
    """The column of a table, which holds text, in the type of the field and under its name."""
    column, kind = f"{table}.{field.name}", field.column.type.lower().replace(",", ", ")
    return column if kind == "varchar" else f"cast({column} as {kind}) as {field.name}"
