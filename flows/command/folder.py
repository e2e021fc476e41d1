"""Commands on the company's folder: write one, check it, show what a night would do."""

import argparse
import os

from flows.command.argument import COMPANY, Command, argument

# Steps that the files of segments and plays become, and those that the attributes of contracts become.
MADE_OF_FILES, OF_ATTRIBUTES = 3, 2


def init(options: argparse.Namespace) -> int:
    """Write a small working company folder."""
    from flows.init import write_company

    folder = write_company(options.name, options.name)
    print(f"wrote {folder}; next: shopkeeper run --company {folder}")
    return 0


def validate(options: argparse.Namespace) -> int:
    """Check every file of the folder; each problem names file, line and cure."""
    from expectations.company import CompanyError, find_company
    from expectations.company.reading import read_company
    from warehouse.binding import bind
    from warehouse.binding.order import reads_of_engine

    company, problems = read_company(find_company(options.company), os.environ)
    if problems := list(dict.fromkeys([*problems, *bind(company)])):
        raise CompanyError(problems)
    own = len(company.measures) + (OF_ATTRIBUTES if company.attributes else 0)
    objects = sum(len(contract.objects) for contract in company.contracts)
    print(
        f"{company.name}: {len(company.contracts)} sources with {objects} objects, {len(company.mappings)} mappings, "
        f"{len(company.segments)} segments, {len(company.plays)} plays, {len(company.releases)} releases, "
        f"{len(reads_of_engine()) + MADE_OF_FILES + own} steps: all in order"
    )
    return 0


def plan(options: argparse.Namespace) -> int:
    """Print what a night reads, builds and sends, in order."""
    from expectations.company import load_company
    from flows.night_run import planned

    company = load_company(options.company, forgiving=True)
    print("read")
    for contract in company.contracts:
        for found in contract.objects:
            absent = ", may be absent" if found.may_be_absent else ""
            print(f"  {found.table:<34} {found.format:<11} {found.delivery}{absent}")
    print("map")
    for (source, table), _ in sorted(company.mappings.items(), key=lambda item: (item[0][1], item[0][0])):
        print(f"  {table:<34} from {source}")
    print("build")
    for step in planned(company):
        print(f"  {step.table:<34} {step.kind:<6} from {', '.join(step.inputs)}")
    print("send")
    for name in company.releases:
        print(f"  {name}")
    if company.refused:
        print("leave out, since it is wrong; `shopkeeper validate` says why")
        for kind, name in company.refused:
            print(f"  {kind} {name}")
    return 0


INIT = Command(
    "init",
    "write a small working company folder",
    "shopkeeper init tea_house",
    init,
    (argument("name", metavar="NAME", help="name of the company and of its folder"),),
)
VALIDATE = Command(
    "validate",
    "check every file of a company folder and name file, line and cure",
    "shopkeeper validate --company examples/corner_shop",
    validate,
    (COMPANY,),
)
PLAN = Command(
    "plan",
    "show what a night would read, build and send, in order",
    "shopkeeper plan --company examples/corner_shop",
    plan,
    (COMPANY,),
)
