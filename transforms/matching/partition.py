"""From weighed pairs to clusters: components, and average linkage where a component leaves a choice."""

import numpy as np
import polars as pl

from transforms.matching.clustering import average_linkage, components
from transforms.matching.evidence import LINKS, SEPARATIONS
from transforms.matching.model import weight_of


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
    open_question = inside.join(summary.filter(~clear), on="component", how="semi").sort(
        "component", "record_l", "record_r"
    )
    cluster = label.copy()
    for part in open_question.partition_by("component"):
        members = np.unique(np.concatenate([part["record_l"].to_numpy(), part["record_r"].to_numpy()]))
        for group in _linked(members.tolist(), part, merge_weight):
            cluster[group] = group[0]
    return pl.Series("cluster", cluster)


def _linked(members: list[int], part: pl.DataFrame, merge_weight: float) -> list[list[int]]:
    by_rule: dict[str, list[tuple[int, int]]] = {rule: [] for rule in (*LINKS, *SEPARATIONS)}
    weights = {}
    for left, right, weight, rule in part.select("record_l", "record_r", "match_weight", "rule").iter_rows():
        weights[left, right] = weight
        if rule in by_rule:
            by_rule[rule].append((left, right))
    return average_linkage(
        members,
        weights,
        together=by_rule["judgement_same"] + by_rule["must_link"],
        apart=by_rule["judgement_different"] + by_rule["cannot_link"],
        vetoed=by_rule["veto"],
        merge_weight=merge_weight,
    )
