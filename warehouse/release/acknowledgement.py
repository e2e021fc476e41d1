"""What a recipient's system says of the rows it was sent: its ids, and rows that it refused."""

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from expectations.company import Release
from expectations.company.state import State
from warehouse.night import Night

# A code before the values that most systems quote behind it; anything else is not kept.
CODE = re.compile(r"SQLSTATE [0-9A-Z]{5}$|[A-Za-z][A-Za-z_ ]{1,59}(?=$|[:;.(])")


def read_results(night: Night, state: Path, release: Release) -> int:
    """Rows understood in `exports/<release>/<night>/results/*.csv`; reading them again changes nothing.

    They fill the crosswalk with the recipient's own ids, and mark the rows of that night as accepted or rejected.
    """
    names = release.destination.results
    files = sorted((State(state).exports / release.name).glob("*/results/*.csv"))
    rows = [_read(file, names) for file in files if names]
    told = [one for one in rows if one is not None]
    if not told:
        return 0
    told_rows = pl.concat(told).unique(["sent_on", "ours"], keep="last", maintain_order=True)
    night.con.register("told", told_rows.to_arrow())
    night.con.execute(
        """create or replace temp table acknowledged as
           select s.customer_id, s.first_sent_on, t.sent_on::date as sent_on, t.theirs, t.error
           from told t inner join last_night.privacy.disclosure_subject s on s.release = ? and s.target_id = t.ours""",
        [release.name],
    )
    night.con.unregister("told")
    night.con.execute(
        """create or replace temp table given as
           select customer_id, min(first_sent_on) as first_sent_on, arg_max(theirs, sent_on) as theirs
           from acknowledged where theirs is not null group by customer_id"""
    )
    night.con.execute(
        """delete from privacy.export_crosswalk x using given g
           where x.release = ? and x.customer_id = g.customer_id and x.target_id <> g.theirs""",
        [release.name],
    )
    night.con.execute(
        """insert into privacy.export_crosswalk
           select ?, g.customer_id, g.theirs, g.first_sent_on, ? from given g
           where not exists (
             select 1 from privacy.export_crosswalk x where x.release = ? and x.customer_id = g.customer_id)""",
        [release.name, night.today, release.name],
    )
    night.con.execute(
        """update privacy.delivery d set status = case when a.error is null then 'accepted' else 'rejected' end,
             reason = a.error
           from acknowledged a
           where d.release = ? and d.customer_id = a.customer_id and d.sent_on = a.sent_on""",
        [release.name],
    )
    return told_rows.height


def _read(file: Path, names: Mapping[str, str]) -> pl.DataFrame | None:
    """Our key, their id and the code of their refusal; None for a file that is not a result of this target."""
    rows = pl.read_csv(file, infer_schema=False)
    if names["ours"] not in rows.columns:
        return None
    given = {part: pl.col(name) if name in rows.columns else pl.lit(None, pl.String) for part, name in names.items()}
    return rows.select(
        pl.lit(file.parent.parent.name).alias("sent_on"),
        given["ours"].alias("ours"),
        given["theirs"].replace("", None).alias("theirs"),
        given["error"].replace("", None).map_elements(_code, return_dtype=pl.String).alias("error"),
    ).filter(pl.col("ours").is_not_null())


def _code(error: str) -> str:
    """The code at the start of a message; what follows may quote the customer's data."""
    found = CODE.match(error.strip())
    return found[0] if found else "rejected"
