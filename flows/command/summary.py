"""The short table that a newcomer sees after a night."""

import polars as pl

from expectations.company import Company
from flows.command.printing import lined_up
from warehouse.published.outcome import SUGGESTED, Outcome


def print_outcome(done: Outcome, company: Company) -> None:
    """Print the night's figures, its largest segments, its releases, where the files are and one query to try."""
    night = done.night
    money = "" if night["value_12m"] is None else f"{night['value_12m']:,.2f} {night['currency']}"
    print(f"\n{company.name}, night of {night['today']}: {str(night['verdict']).replace('_', ' ')}\n")
    figures = [
        ("rows received", f"{night['received']:,}"),
        ("rows kept", f"{night['kept']:,}"),
        ("rows quarantined", f"{night['quarantined']:,}"),
        ("records of parties", f"{night['records']:,}"),
        ("customers", f"{night['customers']:,}"),
        ("records merged away", f"{night['merged']:,}"),
        ("value, next 12 months", money or "no purchases to tell it from"),
    ]
    print("\n".join(f"  {name:<24}{value:>20}" for name, value in figures))
    for late in done.stale:
        print(f"\nstale: {late['object']} as of the last night that brought it, and with it all that is made of")
        print(f"  {late['feeds']}\n  {late['reason']}")
    for one in done.refused:
        print(f"\nrefused: {one['part']}, and the night went on without it\n  {one['why']}")
    for title, rows in (("largest segments", done.segments), ("releases", done.releases)):
        if rows:
            print(f"\n{title}")
            print("\n".join(f"  {line}" for line in lined_up(pl.DataFrame(rows))[:-1]))
    print(f"\nfiles below {done.state}: warehouse/analyst.duckdb, exports/, landing/")
    print(f'try: shopkeeper query --company {company.root} "{SUGGESTED}"')
