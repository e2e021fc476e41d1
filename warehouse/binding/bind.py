"""Everything of a company's folder that is SQL, or becomes SQL, bound once; each fault with file, line and cure."""

from dataclasses import replace

from expectations.company import Company
from expectations.problem import Problem
from warehouse.binding.customer import play_faults, segment_faults
from warehouse.binding.empty import empty_warehouse
from warehouse.binding.expectation import expectation_faults
from warehouse.binding.fault import Fault
from warehouse.binding.mapping import mapping_faults
from warehouse.binding.measure import measure_faults
from warehouse.binding.order import order_faults
from warehouse.binding.release import release_faults
from warehouse.binding.rule import rule_faults


def bind(company: Company) -> list[Problem]:
    """What is wrong, as the reader of the folder says it; empty when the night can run.

    What spoils no more than a release or a play says so, as `Company.without` asks.
    """
    return [_told(fault) for fault in faults(company)]


def runnable(company: Company) -> Company:
    """The company without the plays and releases that cannot be bound; CompanyError when a fault spoils more.

    What the gate says of a release it says at night too, under a code of its own.
    """
    return company.without(_told(fault) for fault in faults(company) if not fault.is_said_by_the_gate)


def _told(fault: Fault) -> Problem:
    if fault.kind in ("release", "play"):
        return replace(fault.problem, part=(fault.kind, fault.name))
    return fault.problem


def faults(company: Company) -> list[Fault]:
    """Every fault of mappings, rules, segments, plays, releases and measures, each said once.

    A night runs without a play or release that has a fault; with a fault of any other kind it does not begin.
    """
    with empty_warehouse(company.contracts, company.tables) as empty:
        found = [
            *mapping_faults(company, empty),
            *rule_faults(company, empty),
            *segment_faults(company, empty),
            *play_faults(company, empty),
            *release_faults(company, empty),
            *measure_faults(company, empty),
            *order_faults(company),
        ]
    return list(dict.fromkeys([*found, *expectation_faults(company)]))
