"""Commands that read what was published."""

import argparse

from flows.command.argument import COMPANY, FORMAT, IDENTIFIED, Command, argument


def query(options: argparse.Namespace) -> int:
    """Print the rows of one SQL statement."""
    from flows.printing import print_rows
    from warehouse.query import ask

    print_rows(ask(_file(options), options.sql), options.format)
    return 0


def show(options: argparse.Namespace) -> int:
    """Print the last nights, or one customer's card."""
    from flows.printing import print_rows
    from flows.question import card, nights

    file = _file(options)
    for title, rows in card(file, options.customer) if options.customer else nights(file):
        print(f"\n{title}")
        print_rows(rows, options.format)
    return 0


def why(options: argparse.Namespace) -> int:
    """Print why a field of a customer has its value, or why two records are or are not one customer."""
    from flows.printing import print_rows
    from flows.question import why_field, why_pair

    options.identified = True
    if ":" not in options.first:
        print_rows(why_field(_file(options), options.first, options.second), options.format)
        return 0
    for title, rows in why_pair(_file(options), options.first, options.second):
        print(f"\n{title}")
        print_rows(rows, options.format)
    return 0


def _file(options: argparse.Namespace):  # type: ignore[no-untyped-def]
    from flows.company import find_company, load_company
    from warehouse.night import Files

    files = Files(load_company(find_company(options.company)).state / "warehouse")
    return files.live if options.identified else files.analyst


QUERY = Command(
    "query",
    "ask the published warehouse in SQL",
    'shopkeeper query "select stage, count(*) as customers from lifecycle.lifecycle group by stage" --format csv',
    query,
    (argument("sql", metavar="SQL", help="one SELECT"), COMPANY, FORMAT, IDENTIFIED),
)
SHOW = Command(
    "show",
    "show the last nights, or one customer's card",
    "shopkeeper show C0a1b2c3d4e5f607 --company examples/corner_shop",
    show,
    (
        argument("customer", metavar="CUSTOMER", nargs="?", help="a customer's id"),
        COMPANY,
        FORMAT,
        IDENTIFIED,
    ),
)
WHY = Command(
    "why",
    "say why a field has its value, or why two records are or are not one customer",
    "shopkeeper why C0a1b2c3d4e5f607 phone; shopkeeper why crm:17 shop:204",
    why,
    (
        argument("first", metavar="CUSTOMER|SOURCE:KEY", help="a customer's id, or a record"),
        argument("second", metavar="FIELD|SOURCE:KEY", help="a field of the golden record, or another record"),
        COMPANY,
        FORMAT,
    ),
)
