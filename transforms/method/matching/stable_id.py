"""Customer ids that stay: minted once from a record, inherited by the largest overlap, taken up again after a split.

An id is a digest of the record that founded the customer, never of a clock or of the order of rows; so the first night
can be run again anywhere and gives the same ids, and a customer who left and comes back is known again.
"""

import hashlib

import polars as pl

KEY = ["source", "party_key"]


def minted_id(source: str, party_key: str, generation: int = 0) -> str:
    """Id of the customer that this record founds; a later generation when the earlier id already is another's."""
    text = f"{source}\x1f{party_key}\x1f{generation}" if generation else f"{source}\x1f{party_key}"
    return "C" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def assign(tonight: pl.DataFrame, last: pl.DataFrame, alias: pl.DataFrame) -> pl.DataFrame:
    """One row a record of `tonight` (source, party_key, cluster): source, party_key, customer_id, sorted by key.

    `last` (source, party_key, customer_id) is the night before, `alias` (alias_id) the ids that were merged away.
    """
    tonight = tonight.select(*KEY, "cluster").sort(KEY)
    known = tonight.join(last.select(*KEY, "customer_id"), on=KEY, how="left", maintain_order="left")
    inherited = _inherited(known)
    orphan = known.join(inherited, on="cluster", how="anti").sort("cluster", *KEY)
    minted = _minted(orphan, last["customer_id"], set(alias["alias_id"]))
    ids = pl.concat([inherited, minted])
    return tonight.join(ids, on="cluster", maintain_order="left").select(*KEY, "customer_id")


def _inherited(known: pl.DataFrame) -> pl.DataFrame:
    """cluster, customer_id: each id goes to the cluster with most of its records, each cluster takes one id.

    Ties go to the cluster that holds the founding record, then to the smaller id and the earlier cluster.
    """
    overlap = known.drop_nulls("customer_id").group_by("cluster", "customer_id").agg(pl.len().alias("records"))
    is_contested = pl.col("customer_id").is_duplicated() | pl.col("cluster").is_duplicated()
    plain, rest = overlap.filter(~is_contested), overlap.filter(is_contested)
    rest = rest.join(_founded(known, rest), on=["cluster", "customer_id"], how="left").with_columns(
        pl.col("is_founder").fill_null(False)
    )
    order = {"records": True, "is_founder": True, "customer_id": False, "cluster": False}
    rest = rest.sort(list(order), descending=list(order.values())).with_row_index("rank")
    taken = []
    while rest.height:
        best = rest.filter(
            (pl.col("rank") == pl.col("rank").min().over("cluster"))
            & (pl.col("rank") == pl.col("rank").min().over("customer_id"))
        )
        taken.append(best)
        rest = rest.join(best, on="cluster", how="anti").join(best, on="customer_id", how="anti")
    return pl.concat(
        [plain.select("cluster", "customer_id"), *(best.select("cluster", "customer_id") for best in taken)]
    )


def _founded(known: pl.DataFrame, contested: pl.DataFrame) -> pl.DataFrame:
    """cluster, customer_id, is_founder of contested pairs whose cluster holds the record that founded the id."""
    rows = known.join(contested.select("cluster").unique(), on="cluster", how="semi").select("cluster", *KEY)
    founders = [minted_id(source, party_key) for source, party_key in rows.select(KEY).iter_rows()]
    return (
        rows.select("cluster", pl.Series("customer_id", founders, dtype=pl.String), pl.lit(True).alias("is_founder"))
        .unique()
        .join(contested, on=["cluster", "customer_id"], how="semi")
    )


def _minted(orphan: pl.DataFrame, in_use: pl.Series, alias: set[str]) -> pl.DataFrame:
    """cluster, customer_id of clusters that inherit none: an id merged away that a record of it founded, else new."""
    taken: set[str] = set()
    found: dict[object, str] = {}
    first: dict[object, tuple[str, str]] = {}
    for cluster, source, party_key, previous in orphan.select("cluster", *KEY, "customer_id").iter_rows():
        first.setdefault(cluster, (source, party_key))
        if cluster not in found and previous is not None:
            founded = minted_id(source, party_key)
            if founded in alias and founded not in taken and founded not in in_use:
                found[cluster] = founded
                taken.add(founded)
    # Of the ids that records would found, those that are somebody's; hardly ever is there one.
    founded_by = {cluster: minted_id(*key) for cluster, key in first.items()}
    taken.update(in_use.filter(in_use.is_in(list(founded_by.values()))))
    for cluster, key in first.items():
        generation, candidate = 0, founded_by[cluster]
        while cluster not in found:
            if candidate not in taken and candidate not in alias and not (generation and candidate in in_use):
                found[cluster] = candidate
                taken.add(candidate)
            generation += 1
            candidate = minted_id(*key, generation)
    return pl.DataFrame(
        {
            "cluster": pl.Series(list(found), dtype=orphan["cluster"].dtype),
            "customer_id": pl.Series(list(found.values()), dtype=pl.String),
        }
    )
