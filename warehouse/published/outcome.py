"""What a published night did, in counts: for the terminal, the artifact and the report."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from expectations.company import Company
from warehouse.published.query import ask

FIGURES = """
select n.today, n.verdict, n.received, n.kept, n.quarantined, n.records, n.customers, n.records - n.customers as merged,
  (select equity_12m from value.customer_equity) as value_12m,
  (select currency from ops.setting) as currency
from ops.night n order by today desc limit 1
"""
TOP_SEGMENTS = """
select segment, count(*) as customers from segment.segment_membership
where left_on is null group by segment order by customers desc, segment limit 5
"""
RELEASES = """
select release, status, coalesce(code, '') as code, created, updated, removed, suppressed
from privacy.release_result order by release
"""
STALE = "select source, object, stale_reason from ops.delivery where is_stale order by source, object"
REFUSED = """
select kind || ' ' || name as part, file || coalesce(':' || line, '') || ': ' || reason || ' ' || cure as why
from ops.omission order by all
"""
SUGGESTED = "select stage, count(*) as customers from lifecycle.lifecycle group by stage order by stage"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Figures of a night, its largest segments and its releases, and where the files are.

    `stale` holds each object that did not come tonight, why, and the tables of the common shape that stand on it;
    `refused` what of the company's folder was left out because it is wrong, and why.
    """

    night: dict[str, object]
    segments: list[dict[str, object]]
    releases: list[dict[str, object]]
    state: Path
    stale: list[dict[str, str]]
    refused: list[dict[str, object]]

    def counts(self) -> list[dict[str, object]]:
        """Rows of name and figure, without a customer's data."""
        rows: list[dict[str, object]] = [{"figure": name, "value": value} for name, value in self.night.items()]
        rows += [{"figure": f"segment {s['segment']}", "value": s["customers"]} for s in self.segments]
        rows += [{"figure": f"release {r['release']}", "value": _sent(r)} for r in self.releases]
        rows += [{"figure": f"stale {s['object']}", "value": s["feeds"]} for s in self.stale]
        rows += [{"figure": f"refused {r['part']}", "value": r["why"]} for r in self.refused]
        return [{name: str(value) for name, value in row.items()} for row in rows]


def outcome(company: Company) -> Outcome:
    """The outcome of the last published night; QueryFailed when there is none."""
    file = company.files.analyst
    night = ask(file, FIGURES)
    stale = [_stale(company, *row) for row in ask(file, STALE).rows()]
    segments, releases, refused = (_rows(ask(file, query)) for query in (TOP_SEGMENTS, RELEASES, REFUSED))
    return Outcome(_rows(night)[0], segments, releases, company.state, stale, refused)


def _stale(company: Company, source: str, name: str, reason: str) -> dict[str, str]:
    fed = [core for (feeding, core), (_, query) in company.mappings.items() if feeding == source and name in query]
    return {"object": f"{source}.{name}", "feeds": ", ".join(fed), "reason": reason.partition(": ")[2] or reason}


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.to_dicts()


def _sent(release: dict[str, object]) -> str:
    if release["status"] == "refused":
        return f"refused ({release['code']})"
    return "+{created} ~{updated} -{removed}, {suppressed} held back".format(**release)
