"""The true name of each person, in every script."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import draw, names

WESTERN_SHARE = 0.10
HONG_KONG_SHARE = 0.03


def name_parts(rng: np.random.Generator, head: np.ndarray, is_namesake: np.ndarray) -> dict[str, pl.Series]:
    """Name parts in each script; relatives often share the family name, namesakes repeat the person before."""
    count = len(head)
    with_head = head != np.arange(count)
    kind = draw.index(rng, count, (1 - WESTERN_SHARE - HONG_KONG_SHARE, WESTERN_SHARE, HONG_KONG_SHARE))
    kind = kind[head]
    female = rng.random(count) < 0.55
    families, readings = names.parted(names.FAMILIES)
    family = draw.index(rng, count, draw.fading(len(families)))
    western_family = draw.index(rng, count, draw.fading(len(names.WESTERN_FAMILIES)))
    takes_name = with_head & (rng.random(count) < np.where(kind == 1, 0.9, 0.65))
    family = np.where(takes_name, family[head], family)
    western_family = np.where(takes_name, western_family[head], western_family)
    given = [_given(rng, count, female) for _ in range(2)]
    western_given = rng.integers(0, len(names.WESTERN_MALE), count)
    is_single = rng.random(count) < 0.3
    source = np.where(is_namesake, np.maximum(np.arange(count) - 1, 0), np.arange(count))
    kind, female, family, western_family = (a[source] for a in (kind, female, family, western_family))
    given, western_given, is_single = [g[source] for g in given], western_given[source], is_single[source]

    characters, sounds = names.parted(names.MALE + names.FEMALE)
    alike = np.array(names.homophones(sounds))
    western = pl.Series(kind == 1)
    last, last_plain = (list(part) for part in zip(*(n.split("/") for n in names.WESTERN_FAMILIES), strict=True))
    first, friendly = (
        list(part) for part in zip(*(n.split("/") for n in names.WESTERN_MALE + names.WESTERN_FEMALE), strict=True)
    )
    western_position = western_given + np.where(female, len(names.WESTERN_MALE), 0)

    def given_in(words: list[str], slip: np.ndarray | None = None) -> pl.Series:
        second = given[1] if slip is None else slip
        return draw.pick(words, given[0]) + draw.empty(draw.pick(words, second), is_single).fill_null("")

    slipped_single = draw.pick(characters, alike[given[0]])
    family_text = draw.pick(families, family)
    given_text = given_in(characters)
    plain = {"ü": "u"}
    return {
        "is_western": western,
        "is_hong_kong": pl.Series(kind == 2),
        "is_female": pl.Series(female),
        "family": draw.either([family_text, draw.pick(last, western_family)], kind == 1),
        "given": draw.either([given_text, draw.pick(first, western_position)], kind == 1),
        "family_traditional": draw.pick(names.traditional(families), family),
        "given_traditional": given_in(names.traditional(characters)),
        "family_latin": draw.either(
            [
                draw.pick([r.replace("ü", plain["ü"]).capitalize() for r in readings], family),
                draw.pick(last_plain, western_family),
            ],
            kind == 1,
        ),
        "given_latin": draw.either(
            [given_in(sounds).str.to_titlecase(), draw.pick(first, western_position)], kind == 1
        ),
        "given_slipped": draw.either([given_in(characters, alike[given[1]]), slipped_single], is_single),
        "given_friendly": draw.pick(friendly, western_position),
    }


def _given(rng: np.random.Generator, count: int, female: np.ndarray) -> np.ndarray:
    """Positions of a given-name character in the pool of both sexes, by fashion."""
    male = draw.index(rng, count, draw.fading(len(names.MALE), 12))
    return np.where(female, len(names.MALE) + draw.index(rng, count, draw.fading(len(names.FEMALE), 12)), male)
