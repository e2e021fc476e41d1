"""What came tonight: figures of the night, deliveries of the sources, rows refused."""

from flows.report.analyst import Analyst
from flows.report.block import Block, Figures, Note, table
from flows.report.number import count, percent

NIGHT = "select * from ops.night order by today desc limit 1"
CHECKS = (
    "select count(*) as checks, coalesce(sum(case when is_success then 0 else 1 end), 0) as failed from ops.validation"
)
NIGHTS = """
select today as "night", replace(verdict, '_', ' ') as "verdict", received as "rows received", kept as "rows kept",
  quarantined as "rows refused", records as "records", customers as "customers"
from ops.night order by today desc limit 10
"""
SOURCES = """
select source, object, delivery as "delivers", received as "rows received", kept as "rows kept",
  quarantined as "rows refused", current_rows as "rows standing", deleted_rows as "rows gone",
  case when is_stale then 'stale: ' || coalesce(stale_reason, 'nothing came') else 'fresh' end as "state"
from ops.delivery order by is_stale desc, source, object
"""
STALE = "select count(*) as deliveries, count(case when is_stale then 1 end) as stale from ops.delivery"
REFUSED = """
select source, object, rule, severity, count(*) as "times broken" from ops.quarantine
group by source, object, rule, severity order by "times broken" desc, source, object, rule, severity limit 30
"""
RULES = "select count(*) from (select distinct source, object, rule, severity from ops.quarantine)"


def the_night(analyst: Analyst) -> list[Block]:
    """Figures of the night and of the nights before it."""
    night, checks = analyst.first(NIGHT), analyst.first(CHECKS)
    if not night:
        return []
    refused = percent(night["quarantined"] / night["received"]) if night["received"] else "no row came"
    entries = (
        ("rows received", f"{night['received']:,}", "from all sources"),
        ("rows kept", f"{night['kept']:,}", "received less refused"),
        ("rows refused", f"{night['quarantined']:,}", f"{refused} of those received" if night["received"] else refused),
        ("customers", f"{night['customers']:,}", f"made of {count(night['records'], 'record')}"),
        ("checks", f"{checks['checks']:,}", f"{checks['failed']:,} found fault"),
    )
    nights = analyst.rows(NIGHTS)
    return [Figures(entries), *(table("The last nights", nights) if nights.height > 1 else ())]


def sources(analyst: Analyst) -> list[Block]:
    """What each object of a source delivered; what did not come stands first."""
    known = analyst.first(STALE)
    if not known["deliveries"]:
        return []
    said = "Every source delivered."
    if known["stale"]:
        stands = "deliveries did not come: the rows of the night before stand, and figures made of them are as old"
        one = "delivery did not come: its rows of the night before stand, and figures made of them are as old"
        said = f"{count(known['stale'], one, stands)}."
    return [Note(said), *table("Deliveries", analyst.rows(SOURCES))]


def refused(analyst: Analyst) -> list[Block]:
    """Rules that rows broke, by source: the most frequent first. A row may break several."""
    rows = analyst.rows(REFUSED)
    rules = int(analyst.rows(RULES).item())
    shown = "" if rules <= rows.height else f"The {rows.height} most frequent of {rules:,}. "
    note = shown + "A row that breaks two rules counts twice; a warning lets its row pass."
    return list(table("Broken rules", rows, note=note))
