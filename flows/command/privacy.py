"""Commands on what leaves, and on one person's rights: release, push, access, erase."""

import argparse
from pathlib import Path

from flows.command.argument import COMPANY, FORMAT, Command, argument


def release(options: argparse.Namespace) -> int:
    """Print what the last night sent and held back, or with --dry-run what the release would send now."""
    from expectations.company import load_company
    from flows.command.printing import print_titled
    from warehouse.release.dry_run import dry_run
    from warehouse.release.gate import Refused
    from warehouse.release.last_sending import last_sending

    company = load_company(options.company, forgiving=True)
    if not options.dry_run:
        print_titled(last_sending(company, options.name), options.format)
        return 0
    try:
        said = dry_run(company, options.name)
    except Refused as refused:
        print(f"refused, {refused.code}: {refused.sentence}")
        return 3
    parts = (("counts", said.counts), ("held back", said.held_back), ("ten rows, masked", said.rows))
    print_titled(parts, options.format)
    return 0


def push(options: argparse.Namespace) -> int:
    """Hand over what was published and not yet pushed."""
    from expectations.company import load_company
    from flows.push import push as hand_over

    company = load_company(options.company, forgiving=True)
    done = hand_over(company, options.release)
    for one in done:
        print(f"{one.night}: {one.accepted:,} rows were taken, {one.rejected:,} refused")
    if not done:
        print("nothing is left to push")
    return 0


def access(options: argparse.Namespace) -> int:
    """Write everything about one person as JSON and CSV."""
    from expectations.company import load_company
    from warehouse.subject.access import write_access

    company = load_company(options.company, forgiving=True)
    print(f"wrote {write_access(company, options.customer, Path(options.out) if options.out else None)}")
    return 0


def erase(options: argparse.Namespace) -> int:
    """Forget one person everywhere, and say what is still found and whom to tell."""
    from expectations.company import load_company
    from flows.nightly import day
    from warehouse.subject.erase import erase as forget

    if not options.yes:
        print("nothing was erased: this cannot be undone; say --yes")
        return 2
    company = load_company(options.company, forgiving=True)
    said = forget(company, options.customer, day(None, company.time_zone))
    rows = sum(said.rows.values())
    print(f"erased {rows:,} rows of {len(said.rows)} tables; {len(said.files)} files were rewritten or removed")
    for recipient, name in said.recipients:
        print(f"tell {recipient}: the next night removes the customer from release {name}")
    for place in said.left:
        print(f"still found: {place}")
    print("searched every file of the state folder: " + ("see above" if said.left else "nothing is left"))
    return 3 if said.left else 0


def necessity(options: argparse.Namespace) -> int:
    """Say which personal data nobody needs."""
    from expectations.company import load_company
    from flows.command.printing import print_rows
    from warehouse.subject.minimisation import necessity as audit

    found = audit(load_company(options.company, forgiving=True), options.nights)
    if found.is_empty():
        print("every personal column is used, and every period can be kept")
    else:
        print_rows(found, options.format)
    return 0


RELEASE = Command(
    "release",
    "show what a release sent and held back, or try it on the published night",
    "shopkeeper release crm --dry-run --company examples/corner_shop",
    release,
    (
        argument("name", metavar="NAME", help="a release of the company's folder"),
        argument(
            "--dry-run", action="store_true", help="counts and ten masked rows of what would leave; writes nothing"
        ),
        COMPANY,
        FORMAT,
    ),
)
PUSH = Command(
    "push",
    "hand the published files of a release over to HubSpot or PostgreSQL",
    "shopkeeper push crm --company examples/corner_shop",
    push,
    (argument("release", metavar="RELEASE", help="a release of the company"), COMPANY),
)
NECESSITY = Command(
    "necessity",
    "list personal columns that nothing uses, and periods that cannot be kept",
    "shopkeeper necessity --company examples/corner_shop",
    necessity,
    (
        argument("--nights", type=int, default=30, help="how far back a sending counts as use (30)"),
        COMPANY,
        FORMAT,
    ),
)
ACCESS = Command(
    "access",
    "write everything about one person: records, measures, consents, recipients",
    "shopkeeper access C0a1b2c3d4e5f607 --company examples/corner_shop",
    access,
    (
        argument("customer", metavar="CUSTOMER", help="a customer's id, of now or of old"),
        argument("--out", metavar="FOLDER", help="where to write (else the state folder)"),
        COMPANY,
    ),
)
ERASE = Command(
    "erase",
    "forget one person everywhere, prove it by search, name whom to tell",
    "shopkeeper erase C0a1b2c3d4e5f607 --yes --company examples/corner_shop",
    erase,
    (
        argument("customer", metavar="CUSTOMER", help="a customer's id, of now or of old"),
        argument("--yes", action="store_true", help="this cannot be undone"),
        COMPANY,
    ),
)
