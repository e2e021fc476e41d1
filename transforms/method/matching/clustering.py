"""Clusters of records: connected components part the work; inside each, average linkage that obeys cannot-links.

Average linkage (UPGMA; Sokal & Michener 1958) joins two clusters while the mean match weight over all pairs between
them speaks for it and the best of these pairs is a match of its own, strongest mean first. Chains of lookalikes (a
father, a son, a mixed record) do not grow into one customer as they do in connected components, and one cannot-link
keeps two clusters apart.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# Evidence of one pair is bounded, so that one identity number typed twice does not outvote every other pair. Of two
# people of one home most pairs bear a veto, which counts as the strongest evidence against; between the records of one
# person a slip may cause a single one.
LOWEST, HIGHEST = -10.0, 12.0
# Mean weight between two clusters from which on the pairs between them speak for one customer: more likely than not.
LEAST_MEAN = 0.0
# Customers of last night stand only while they would be found in the same way: count up when the way changes.
METHOD = ("average linkage", 1, LOWEST, HIGHEST, LEAST_MEAN)

Ids = NDArray[np.int64]
Pair = tuple[int, int]


def components(records: int, left: Ids, right: Ids) -> Ids:
    """For each record 0..records-1 the smallest record that it hangs together with."""
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(records, records))
    _, label = connected_components(graph, directed=False)
    smallest = np.full(label.max(initial=-1) + 1, records, dtype=np.int64)
    np.minimum.at(smallest, label, np.arange(records))
    found: Ids = smallest[label]
    return found


def affected_components(left: Ids, right: Ids, affected: Ids) -> tuple[Ids, Ids, NDArray[np.bool_]]:
    """Of each record named, once: its number, its component, and whether a affected record hangs together with it.

    `left` and `right` are the numbers of records that hang together, in any range.
    """
    ids, position = np.unique(np.concatenate([left, right, affected]), return_inverse=True)
    label = components(len(ids), position[: len(left)], position[len(left) : 2 * len(left)])
    is_affected = np.zeros(len(ids), dtype=np.bool_)
    is_affected[label[position[2 * len(left) :]]] = True
    return ids, label, is_affected[label]


def average_linkage(
    members: Iterable[int],
    weights: dict[Pair, float],
    together: Sequence[Pair],
    apart: Sequence[Pair],
    vetoed: Sequence[Pair],
    merge_weight: float,
    judged: Sequence[Pair] = (),
) -> list[list[int]]:
    """Clusters of `members`, each sorted, sorted by first member.

    Pairs in `together` are joined first, in their order, unless `apart` forbids it; a pair without a weight, or in
    `vetoed`, counts `LOWEST`. Pairs in `judged` come last and join the clusters that were found, whole: who calls two
    records one customer speaks of two customers, and tears no other record from either. Ties are broken by the smallest
    members, so input order does not matter.
    """
    cluster = {member: [member] for member in members}
    total: dict[int, dict[int, float]] = defaultdict(dict)
    best: dict[int, dict[int, float]] = defaultdict(dict)
    against = dict.fromkeys(vetoed, LOWEST)
    for (a, b), weight in (weights | against).items():
        total[a][b] = total[b][a] = min(max(weight, LOWEST), HIGHEST) - LOWEST
        best[a][b] = best[b][a] = weight
    enemies: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        enemies[a].add(b)
        enemies[b].add(a)

    def mean(a: int, b: int) -> float:
        return total[a].get(b, 0.0) / (len(cluster[a]) * len(cluster[b])) + LOWEST

    def is_match(a: int, b: int) -> bool:
        return best[a][b] >= merge_weight and mean(a, b) >= LEAST_MEAN

    def join(a: int, b: int) -> None:
        cluster[a] += cluster.pop(b)
        best_of_b = best.pop(b, {})
        for c, weight in total.pop(b, {}).items():
            del total[c][b]
            del best[c][b]
            if c != a:
                total[a][c] = total[c][a] = total[a].get(c, 0.0) + weight
                best[a][c] = best[c][a] = max(best[a].get(c, LOWEST), best_of_b[c])
        for c in enemies.pop(b, set()):
            enemies[c].discard(b)
            enemies[c].add(a)
            enemies[a].add(c)

    def join_stated(pairs: Sequence[Pair]) -> None:
        root = {member: name for name, group in cluster.items() for member in group}
        for pair in pairs:
            a, b = sorted((root[pair[0]], root[pair[1]]))
            if a != b and b not in enemies[a]:
                for member in cluster[b]:
                    root[member] = a
                join(a, b)

    join_stated(together)
    heap = [(-mean(a, b), a, b) for a in sorted(cluster) for b in sorted(total[a]) if a < b and is_match(a, b)]
    heapq.heapify(heap)
    while heap:
        score, a, b = heapq.heappop(heap)
        # An entry is out of date when one of its clusters has grown or gone.
        if a not in cluster or b not in cluster or -score != mean(a, b) or b in enemies[a]:
            continue
        join(a, b)
        for c in sorted(total[a]):
            if is_match(a, c):
                one, other = min(a, c), max(a, c)
                heapq.heappush(heap, (-mean(one, other), one, other))
    join_stated(judged)
    return sorted(sorted(group) for group in cluster.values())
