"""What the last night sent of a release and what it held back."""

import polars as pl

from expectations.company import Company
from warehouse.published.query import QueryFailed, ask

QUERIES = {
    "last night": "select * from privacy.release_result where release = $1",
    "held back": """select code, reason, count(*) as customers from privacy.suppression where release = $1
        group by code, reason order by customers desc, code, reason""",
    "files": """select number, released_on, file, rows, k, l, t, epsilon, sha256 from privacy.disclosure
        where release = $1 order by number desc limit 8""",
    "to be told of a withdrawal": """select recipient, code, is_told, count(*) as customers from privacy.withdrawal
        where release = $1 group by recipient, code, is_told order by recipient, code, is_told""",
}


def last_sending(company: Company, name: str) -> list[tuple[str, pl.DataFrame]]:
    """Result, rows held back by reason, files of the ledger and withdrawals of one release; empty ones left out."""
    if name not in company.releases:
        known = ", ".join(sorted(company.releases)) or "none"
        raise QueryFailed(f"the company has no release {name}; it has: {known}")
    file = company.files.live
    found = [(title, ask(file, query, [name])) for title, query in QUERIES.items()]
    return [(title, rows) for title, rows in found if not rows.is_empty()]
