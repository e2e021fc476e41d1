"""The command by which people say who is who."""

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from flows.command.argument import COMPANY, FORMAT, Command, argument


def review(options: argparse.Namespace) -> int:
    """List the pairs that wait, show two records side by side, or note what somebody decided."""
    from expectations.company import load_company

    company = load_company(options.company, forgiving=True)
    file = company.files.live
    if options.csv:
        return _note_file(options, company.state, file)
    if options.left is None:
        return _list(options, company.state, file)
    return _one(options, company.state, file)


def _list(options: argparse.Namespace, state: Path, file: Path) -> int:
    from flows.command.printing import print_rows
    from warehouse.review.judgements import ledger, standing
    from warehouse.review.pair import waiting

    pairs = waiting(file, set(standing(ledger(state))))
    shown = pairs.head(options.limit)
    if options.format != "table":
        print_rows(shown, options.format)
        return 0
    for left, right, _, is_one, sentence in shown.rows():
        print(f"{left}  {right}  ({'one customer' if is_one else 'two customers'} tonight)\n  {sentence}")
    print(f"{pairs.height} pairs wait; `shopkeeper review LEFT RIGHT` shows two records side by side")
    return 0


def _one(options: argparse.Namespace, state: Path, file: Path) -> int:
    from flows.command.printing import print_rows, print_titled
    from warehouse.published.query import QueryFailed
    from warehouse.review.judgements import Judgement, note
    from warehouse.review.pair import customer_of, side_by_side, two_records
    from warehouse.review.why_pair import why_pair

    left, right = two_records(options.left, options.right)
    if left == right:
        raise QueryFailed("both records are the same record; name two")
    if options.judgement:
        for one in (left, right):
            customer_of(file, one)
        decided = Judgement(options.left, options.right, options.judgement, _who(options), _now(), options.reason or "")
        note(state, [decided])
        print(f"noted as {options.judgement}; the next night obeys it")
        return 0
    left_customer, right_customer, rows = side_by_side(file, left, right)
    print("one customer tonight" if left_customer == right_customer else "two customers tonight")
    print_rows(rows, options.format)
    print_titled(why_pair(file, left, right), options.format)
    return 0


def _note_file(options: argparse.Namespace, state: Path, file: Path) -> int:
    from warehouse.review.judgements import counted, note, read_judgements
    from warehouse.review.pair import refuse_unknown

    judged = read_judgements(Path(options.csv), _who(options), _now())
    refuse_unknown(file, Path(options.csv), judged)
    note(state, judged)
    print(f"noted {counted(judged) or 'nothing'}; the next night obeys it")
    return 0


def _who(options: argparse.Namespace) -> str:
    return options.by or getpass.getuser()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _word(word: str, meaning: str):  # type: ignore[no-untyped-def]
    return argument(f"--{word}", dest="judgement", action="store_const", const=word, help=f"note: {meaning}")


REVIEW = Command(
    "review",
    "list the pairs of records that wait for a person, show two side by side, note what was decided",
    "shopkeeper review; shopkeeper review crm:17 shop:204; shopkeeper review crm:17 shop:204 --same --by Mei",
    review,
    (
        argument("left", metavar="SOURCE:KEY", nargs="?", help="a record"),
        argument("right", metavar="SOURCE:KEY", nargs="?", help="another record"),
        _word("same", "they are one customer"),
        _word("different", "they are two customers"),
        _word("unsure", "nobody can tell; the model decides and the pair is not listed again"),
        argument("--reason", metavar="TEXT", help="why, kept with the judgement"),
        argument("--by", metavar="NAME", help="who decided (else the user of this machine)"),
        argument("--csv", metavar="FILE", help="note the judgements of a file: left,right,judgement[,reason]"),
        argument("--limit", metavar="N", type=int, default=20, help="pairs to list (20)"),
        COMPANY,
        FORMAT,
    ),
)
