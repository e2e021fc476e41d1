"""The columns that came against the columns that were declared."""

from collections.abc import Sequence

from expectations.contract.source_object import SourceObject
from expectations.problem import nearest
from flows.sources.refusal import Refusal


def physical_names(source_object: SourceObject) -> list[str]:
    """What the source calls each declared column."""
    return [source_object.physical_names.get(column.name, column.name) for column in source_object.columns]


def places_of_columns(source_object: SourceObject, came: Sequence[str]) -> list[int]:
    """For each declared column its place among those that came; Refusal for a missing, new or doubtful column.

    A line that names few of them may be no header but a customer: nothing of it is repeated.
    """
    wanted = physical_names(source_object)
    missing = [name for name in wanted if name not in came]
    if 2 * len(missing) > len(wanted):
        raise Refusal(
            f"The column `{missing[0]}` is missing, and most others are; is there a header? Mend the contract."
        )
    for name in wanted:
        if name not in came:
            raise Refusal(
                f"The column `{name}` is missing. {nearest(name, [c for c in came if c])} Or mend the contract."
            )
        if list(came).count(name) > 1:
            raise Refusal(f"Two columns are called `{name}`; ask for names that differ.")
    new = [name for name in came if name not in wanted]
    if new and source_object.options.get("extra_columns") != "ignore":
        listed = ", ".join(f"`{name}`" for name in new)
        raise Refusal(f"The contract does not declare {listed}; declare it, or write `extra_columns: ignore`.")
    return [list(came).index(name) for name in wanted]
