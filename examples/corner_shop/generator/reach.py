"""How people can be reached: mobile numbers, e-mail addresses, homes."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import draw, places


def phones(rng: np.random.Generator, western: np.ndarray, hong_kong: np.ndarray) -> pl.Series:
    """Mobile numbers in E.164, no two alike; most foreigners have a Chinese one too.

    Multiplying by a number coprime to the modulus shuffles without a table of all numbers.
    """
    order = rng.permutation(len(western))
    serial = (order * 38_196_601 + rng.integers(10**8)) % 10**8
    prefix = draw.pick(places.MOBILE_PREFIXES, serial % len(places.MOBILE_PREFIXES))
    abroad = draw.words(rng, len(western), {"+49151": 0.5, "+44791": 0.2, "+33612": 0.15, "+39347": 0.15})
    return draw.either(
        [
            "+86" + prefix + draw.number(serial, "", 8),
            abroad + draw.number(serial, "", 8),
            "+8526" + draw.number((order * 3_819_661) % 10**7, "", 7),
        ],
        np.where(hong_kong, 2, np.where(western & (rng.random(len(western)) < 0.2), 1, 0)),
    )


def emails(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    """One address a row, no two alike; local parts as people choose them."""
    count = people.height
    family = people["family_latin"].str.to_lowercase().str.replace_all("[^a-z]", "")
    given = people["given_latin"].str.normalize("NFKD").str.to_lowercase().str.replace_all("[^a-z]", "")
    style = draw.index(rng, count, (0.34, 0.26, 0.16, 0.10, 0.14))
    local = draw.either(
        [
            family + given + people["birth_on"].dt.year().cast(pl.String),
            given + "." + family,
            family + given.str.slice(0, 1) + "_" + draw.number(rng.integers(10, 9999, count)),
            people["mobile"].str.replace(r"^\+86", "").str.replace(r"^\+", "00"),
            draw.number(rng.integers(10**7, 4 * 10**9, count)),
        ],
        style,
    )
    chinese = {
        "qq.com": 0.35,
        "163.com": 0.25,
        "126.com": 0.08,
        "gmail.com": 0.12,
        "outlook.com": 0.1,
        "foxmail.com": 0.1,
    }
    western = {"gmail.com": 0.5, "gmx.de": 0.2, "outlook.com": 0.2, "icloud.com": 0.1}
    domain = draw.either(
        [draw.words(rng, count, chinese), draw.words(rng, count, western), draw.same("qq.com", count)],
        np.where(style == 4, 2, people["is_western"].to_numpy()),
    )
    again = pl.int_range(pl.len()).over("local", "domain")
    suffix = pl.when(again > 0).then("_" + again.cast(pl.String)).otherwise(pl.lit(""))
    return (
        pl.DataFrame({"local": local, "domain": domain})
        .select(pl.col("local") + suffix + "@" + pl.col("domain"))
        .to_series()
    )


def homes(rng: np.random.Generator, head: np.ndarray, hong_kong: np.ndarray) -> dict[str, pl.Series]:
    """Address columns; the members of a household share their head's."""
    count = len(head)
    city = draw.index(rng, count, [row.share for row in places.CITIES])[head]
    at_home, elsewhere = (rng.integers(0, len(p), count)[head] for p in (places.SHANGHAI_STREETS, places.STREETS))
    number, lane, floor, flat = (rng.integers(1, high, count)[head] for high in (900, 60, 25, 5))
    flat_text = draw.number(floor * 100 + flat)
    local = (
        draw.pick(places.SHANGHAI_STREETS, at_home)
        + draw.number(number)
        + "弄"
        + draw.number(lane)
        + "号"
        + flat_text
        + "室"
    )
    other = (
        draw.pick(places.STREETS, elsewhere) + draw.number(number) + "号" + draw.number(lane) + "幢" + flat_text + "室"
    )
    hong_kong_street = (
        draw.pick(places.HONG_KONG_STREETS, number % 8) + draw.number(number) + "號" + draw.number(floor) + "樓"
    )
    kind = np.where(hong_kong, 2, np.where(city == 0, 0, 1))
    postcode = draw.pick([row.postcode for row in places.CITIES], city) + draw.number(number % 100, "", 2)
    return {
        "province": draw.either(
            [draw.pick([row.province for row in places.CITIES], city), draw.same("香港", count)], kind == 2
        ),
        "city": draw.either(
            [draw.pick([row.name for row in places.CITIES], city), draw.same("香港", count)], kind == 2
        ),
        "street": draw.either([local, other, hong_kong_street], kind),
        "postcode": draw.empty(postcode, kind == 2),
    }
