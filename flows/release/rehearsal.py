"""A dry run: what a release would send now, in counts and ten masked rows."""

from dataclasses import dataclass

import polars as pl

from flows.company import Company, CompanyError, Problem
from flows.release.passage import Passage
from flows.release.private import recipient_key
from flows.release.send import requests
from warehouse import gate
from warehouse.query import ask
from warehouse.rehearsal import rehearse

SHOWN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Counts from selected to sent, customers held back by reason, and ten rows that show shapes, not values."""

    counts: pl.DataFrame
    held_back: pl.DataFrame
    rows: pl.DataFrame


def dry_run(company: Company, name: str) -> Rehearsal:
    """The release on the published night, under the agreement as it is written now; gate.Refused when it may not go."""
    asked = requests(company)
    if name not in asked:
        fix = f"Releases are {', '.join(sorted(asked))}." if asked else "Write releases/<name>.yaml and .sql."
        raise CompanyError([Problem("releases", None, f"There is no release `{name}`.", fix)])
    live = company.files.live
    with rehearse(live) as con:
        today = ask(live, "select today from ops.setting").item()
        passage = Passage(asked[name])
        key = recipient_key(company.state, asked[name].agreement.recipient)
        share = float(company.thresholds["removal_share"])
        difference = passage.through(con, today, key, share, company.state / "plans", is_kept=False)
        counts = [
            ("selected", passage.selected),
            ("held back", passage.suppressed),
            ("to create", difference.created),
            ("to update", difference.updated),
            ("to remove", difference.removed),
            ("of these merged", difference.merged),
            ("unchanged", difference.unchanged),
        ]
        held = con.sql("select code, reason, count(*) as customers from held group by all order by all").pl()
        listed = gate.list_of_columns(asked[name].agreement.columns)
        rows = con.sql(f"select {listed} from cleared order by customer_id limit {SHOWN_ROWS}").pl()
    return Rehearsal(pl.DataFrame(counts, schema=["count", "customers"], orient="row"), held, masked(rows))


def masked(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with each letter as x or 字, each digit as 9: shapes can be checked, nobody is shown."""
    return rows.with_columns(
        pl.all()
        .cast(pl.String)
        .str.replace_all(r"\p{Han}", "字")
        .str.replace_all(r"[\p{L}--\p{Han}]", "x")
        .str.replace_all(r"\p{Nd}", "9")
    )
