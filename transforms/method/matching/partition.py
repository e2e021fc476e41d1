"""From weighed pairs to clusters: components, and average linkage where a component leaves a choice."""

import polars as pl

from transforms.method.matching.clustering import average_linkage, components
from transforms.method.matching.model import weight_of
from transforms.method.matching.previous import FOLLOWS, LINKS, SEPARATIONS


def clusters(records: pl.DataFrame, pairs: pl.DataFrame, merge_probability: float) -> pl.DataFrame:
    """One row a record, sorted by key: source, party_key, cluster (a number).

    `pairs` names its records by source_l, party_key_l, source_r, party_key_r and has match_weight and rule.
    """
    ordered = records.select("source", "party_key").sort("source", "party_key")
    place = ordered.select(_number("source", "party_key").alias("number"), pl.int_range(pl.len()).alias("record"))
    if place["number"].n_unique() < place.height:
        raise ValueError("two records have one number: a source sends one key twice, or two keys collide")
    sides = pairs.select(
        "match_weight", "rule", *(_number(f"source_{s}", f"party_key_{s}").alias(f"number_{s}") for s in ("l", "r"))
    )
    for side in ("l", "r"):
        sides = sides.join(place.rename({"number": f"number_{side}", "record": f"record_{side}"}), on=f"number_{side}")
    pairs = sides.select("record_l", "record_r", "match_weight", "rule")
    is_following = pl.col("rule").is_in(FOLLOWS)
    cluster = partition(ordered.height, pairs.filter(~is_following), merge_probability)
    return ordered.with_columns(_followed(cluster, pairs.filter(is_following)))


def _number(source: str, party_key: str) -> pl.Expr:
    """A record's number, which is cheaper to look up than its key."""
    return pl.concat_str(source, party_key, separator="\x1f").hash()


def _followed(cluster: pl.Series, follows: pl.DataFrame) -> pl.Series:
    """The clusters after each record that follows another is put into that one's; a leader may follow in its turn."""
    is_left = pl.col("rule") == FOLLOWS[0]
    follower = follows.select(pl.when(is_left).then("record_l").otherwise("record_r")).to_series().to_numpy()
    leader = follows.select(pl.when(is_left).then("record_r").otherwise("record_l")).to_series().to_numpy()
    found = cluster.to_numpy().copy()
    for _ in range(2):
        found[follower] = found[leader]
    return pl.Series("cluster", found)


def partition(records: int, pairs: pl.DataFrame, merge_probability: float) -> pl.Series:
    """For each record 0..records-1 its cluster: the smallest record in it.

    `pairs` has record_l < record_r (positions of records), match_weight and rule, in any order.
    """
    merge_weight = weight_of(merge_probability)
    pairs = pairs.sort("record_l", "record_r")
    is_link = pl.col("rule").is_in(LINKS)
    edges = pairs.filter(is_link | ((pl.col("match_weight") > 0) & ~pl.col("rule").is_in(SEPARATIONS)))
    label = components(records, edges["record_l"].to_numpy(), edges["record_r"].to_numpy())
    inside = pairs.with_columns(
        pl.Series("component", label[pairs["record_l"].to_numpy()], dtype=pl.Int64),
        pl.Series("other", label[pairs["record_r"].to_numpy()], dtype=pl.Int64),
    ).filter(pl.col("component") == pl.col("other"))
    size = pl.Series("component", label).value_counts(name="size")
    # A component whose every pair is a match of its own is one cluster; there is nothing to choose.
    summary = (
        inside.group_by("component")
        .agg(
            pl.len().alias("pairs"),
            (is_link | ((pl.col("match_weight") >= merge_weight) & ~pl.col("rule").is_in(SEPARATIONS)))
            .all()
            .alias("is_clear"),
        )
        .join(size, on="component")
    )
    clear = (pl.col("pairs") == pl.col("size") * (pl.col("size") - 1) // 2) & pl.col("is_clear")
    cluster = label.copy()
    # Of two records whose one pair is no match, each is alone.
    lone = inside.join(summary.filter(~clear & (pl.col("size") == 2)), on="component", how="semi")
    cluster[lone["record_r"].to_numpy()] = lone["record_r"].to_numpy()
    choice = inside.join(summary.filter(~clear & (pl.col("size") > 2)), on="component", how="semi").sort(
        "component", "record_l", "record_r"
    )
    left, right, weight, rule = (choice[name].to_list() for name in ("record_l", "record_r", "match_weight", "rule"))
    ends = choice.group_by("component", maintain_order=True).len()["len"].cum_sum().to_list()
    for start, end in zip([0, *ends], ends, strict=False):
        part = slice(start, end)
        for group in _linked(left[part], right[part], weight[part], rule[part], merge_weight):
            cluster[group] = group[0]
    return pl.Series("cluster", cluster)


def _linked(
    left: list[int], right: list[int], weight: list[float], rule: list[str], merge_weight: float
) -> list[list[int]]:
    """Clusters of one component by average linkage."""
    pairs = list(zip(left, right, strict=True))
    by_rule: dict[str, list[tuple[int, int]]] = {name: [] for name in (*LINKS, *SEPARATIONS)}
    for pair, name in zip(pairs, rule, strict=True):
        if name in by_rule:
            by_rule[name].append(pair)
    return average_linkage(
        sorted({*left, *right}),
        dict(zip(pairs, weight, strict=True)),
        together=by_rule["must_link"],
        apart=by_rule["judgement_different"] + by_rule["cannot_link"],
        vetoed=by_rule["veto"],
        merge_weight=merge_weight,
        judged=by_rule["judgement_same"],
    )
