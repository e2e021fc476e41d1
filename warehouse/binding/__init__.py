"""Every SQL of a company's folder bound against empty tables of the declared types, before a night begins."""

from warehouse.binding.bind import bind, faults, runnable
from warehouse.binding.fault import Fault, Kind

__all__ = ["Fault", "Kind", "bind", "faults", "runnable"]
