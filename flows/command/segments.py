"""Commands on segments: try them before they are saved, and see what moved their counts."""

import argparse
from typing import TYPE_CHECKING, Any

from flows.command.argument import COMPANY, FORMAT, Command, a_day, argument

if TYPE_CHECKING:
    import polars as pl

    from expectations.company import Company

TRIED = "tried"
Titled = list[tuple[str, "pl.DataFrame"]]


def segments(options: argparse.Namespace) -> int:
    """Print what the segments of the file would hold, or what moved their counts between two nights."""
    from expectations.company import load_company
    from flows.command.printing import print_titled
    from warehouse.published.query import reader

    company = load_company(options.company, forgiving=True)
    with reader(company.files.analyst) as con:
        found = _changes(con, options) if options.view == "changes" else _preview(con, company, options)
    print_titled(found, options.format)
    return 0


def _preview(con: Any, company: "Company", options: argparse.Namespace) -> Titled:
    from expectations.company import Segment
    from expectations.segment import CUSTOMER_360
    from warehouse.segment.preview import overlap, rules, sizes

    said, customer = company.segments, company.tables[CUSTOMER_360.name]
    if options.predicate:
        tried = Segment(TRIED, "the condition of the command line", options.predicate)
        said, options.names = (*said, tried), [TRIED]
    _check_names(options.names, [one.name for one in said])
    shown = [one for one in said if not options.names or one.name in options.names]
    return [
        ("customers that each segment would have", sizes(con, shown, customer)),
        ("customers for whom each part of a condition holds", rules(con, shown, customer)),
        ("customers shared with other segments", overlap(con, said, [one.name for one in shown], customer)),
    ]


def _changes(con: Any, options: argparse.Namespace) -> Titled:
    from warehouse.segment.preview import changes

    known = con.execute("select distinct segment from segment.segment_membership order by segment").fetchall()
    _check_names(options.names, [row[0] for row in known])
    return [("what moved the counts", changes(con, options.since, options.until, options.names))]


def _check_names(names: list[str], known: list[str]) -> None:
    from expectations.problem import nearest
    from warehouse.published.query import QueryFailed

    for name in names:
        if name not in known:
            raise QueryFailed(f"there is no segment {name}. {nearest(name, known)}")


SEGMENTS = Command(
    "segments",
    "try segments on the last night before they are saved, or see what moved their counts",
    """shopkeeper segments preview families --company examples/corner_shop
  shopkeeper segments preview --predicate "stage = 'decline' and sources >= 2"
  shopkeeper segments changes --since 2026-06-28 --until 2026-06-30""",
    segments,
    (
        argument("view", choices=("preview", "changes"), metavar="preview|changes", help="which of the two"),
        argument("names", metavar="NAME", nargs="*", help="segments of the company (else all)"),
        argument("--predicate", metavar="SQL", help="for preview: a condition that is not in the file yet"),
        argument("--since", metavar="DAY", type=a_day, help="for changes: the first of the two nights"),
        argument("--until", metavar="DAY", type=a_day, help="for changes: the second of the two nights"),
        COMPANY,
        FORMAT,
    ),
)
