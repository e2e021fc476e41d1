"""Commands that read what was published."""

import argparse
from datetime import date

from flows.command.argument import COMPANY, FORMAT, IDENTIFIED, Command, a_day, argument


def query(options: argparse.Namespace) -> int:
    """Print the rows of one SQL statement."""
    from flows.command.printing import print_rows
    from warehouse.published.query import ask

    print_rows(ask(_file(options), options.sql), options.format)
    return 0


def show(options: argparse.Namespace) -> int:
    """Print the last nights, one customer's card, or what held for a customer on a past day."""
    from flows.command.printing import print_rows, print_titled
    from warehouse.published.question import believed, card, nights

    if options.on or options.known_on:
        on, known_on = _days(options)
        options.identified = True
        print_rows(believed(_file(options), options.customer, on, known_on), options.format)
        return 0
    file = _file(options)
    print_titled(card(file, options.customer) if options.customer else nights(file), options.format)
    return 0


def _days(options: argparse.Namespace) -> tuple[date, date]:
    """The day asked about and the day whose night is asked; QueryFailed when no customer is named."""
    from warehouse.published.query import QueryFailed

    if not options.customer:
        raise QueryFailed("name the customer whose past is asked for")
    return options.on or options.known_on, options.known_on or date.max


def why(options: argparse.Namespace) -> int:
    """Print why a field of a customer has its value, or why two records are or are not one customer."""
    from flows.command.printing import print_rows, print_titled
    from warehouse.published.question import why_field
    from warehouse.review.pair import two_records
    from warehouse.review.why_pair import why_pair

    options.identified = True
    if ":" not in options.first:
        print_rows(why_field(_file(options), options.first, options.second), options.format)
        return 0
    print_titled(why_pair(_file(options), *two_records(options.first, options.second)), options.format)
    return 0


def _file(options: argparse.Namespace):  # type: ignore[no-untyped-def]
    from expectations.company import load_company

    files = load_company(options.company, forgiving=True).files
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
    "show the last nights, one customer's card, or what held on a past day",
    "shopkeeper show C0a1b2c3d4e5f607; shopkeeper show C0a1b2c3d4e5f607 --on 2026-06-20 --known-on 2026-06-28",
    show,
    (
        argument("customer", metavar="CUSTOMER", nargs="?", help="a customer's id"),
        argument("--on", metavar="DAY", type=a_day, help="what held on a past day, as it is known now"),
        argument("--known-on", metavar="DAY", type=a_day, help="as the night of that day knew it"),
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
