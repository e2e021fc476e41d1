"""Write the deliveries of the sample company, night by night, and the truth behind them.

The same arguments give the same bytes. `SOURCES.md` beside this file says what is in each file.
"""

import argparse
import os
import sys
from pathlib import Path

if not __package__:  # run by its path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.corner_shop.generator import business, consent, crm, helpdesk, loyalty, shop, survey, till
from examples.corner_shop.generator.world import World

SOURCES = (crm, shop, till, helpdesk, survey, loyalty, consent, business)


def generate(customers: int, seed: int, nights: int, folder: Path) -> None:
    """Write `folder/<day>/...` for each night and `folder/truth/*.parquet`."""
    world = World.create(customers, seed, nights, folder)
    world.tell_people()
    for source in SOURCES:
        source.deliver(world)
    world.truth.write(folder / "truth")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=2000, help="people who buy")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--nights", type=int, default=3, help="nights up to 2026-06-30")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    arguments = parser.parse_args()
    if not 1 <= arguments.nights <= 30 or arguments.customers < max(200, 50 * arguments.nights):
        parser.error("between 1 and 30 nights, and at least 50 customers a night, 200 in all")
    os.umask(0o077)
    generate(arguments.customers, arguments.seed, arguments.nights, arguments.out)


if __name__ == "__main__":
    main()
