"""Everything of a company's folder that is SQL, or becomes SQL, bound once; each fault with file, line and cure."""

from collections.abc import Sequence

from expectations.company import Company
from expectations.problem import Problem
from warehouse.binding.customer import play_faults, segment_faults
from warehouse.binding.empty import empty_warehouse
from warehouse.binding.expectation import expectation_faults
from warehouse.binding.fault import Fault, Measure
from warehouse.binding.mapping import mapping_faults
from warehouse.binding.measure import measure_faults
from warehouse.binding.order import order_faults
from warehouse.binding.release import release_faults
from warehouse.binding.rule import rule_faults


def bind(company: Company, measures: Sequence[Measure] = ()) -> list[Problem]:
    """What is wrong, as the reader of the folder says it; empty when the night can run."""
    return [fault.problem for fault in faults(company, measures)]


def faults(company: Company, measures: Sequence[Measure] = ()) -> list[Fault]:
    """Every fault of mappings, rules, segments, plays, releases and measures, each said once.

    A night runs without a play or release that has a fault; with a fault of any other kind it does not begin.
    """
    with empty_warehouse(company.contracts) as empty:
        found = [
            *mapping_faults(company, empty),
            *rule_faults(company, empty),
            *segment_faults(company, empty),
            *play_faults(company, empty),
            *release_faults(company, empty),
            *measure_faults(measures, company.root, empty),
            *order_faults(measures, company.root),
        ]
    return list(dict.fromkeys([*found, *expectation_faults(company)]))
