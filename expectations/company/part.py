"""What of a company can be left out: found faulty, it is refused by name, and the night goes on without it."""

from collections.abc import Iterable

from expectations.problem import Part, Problem

Refusals = dict[Part, tuple[Problem, ...]]


def refusals(problems: Iterable[Problem]) -> Refusals:
    """The problems that spoil one part each, by the part."""
    found: Refusals = {}
    for problem in problems:
        if problem.part:
            found[problem.part] = (*found.get(problem.part, ()), problem)
    return found
