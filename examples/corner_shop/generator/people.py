"""Who there is: buyers, prospects and people in offices, with their homes, households and ways to be reached."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, names, places

HOUSEHOLD_SHARE = 0.12
NAMESAKE_SHARE = 0.006
PROSPECT_SHARE = 0.04
LEFT_TRUNCATED_SHARE = 0.15
WESTERN_SHARE = 0.10
HONG_KONG_SHARE = 0.03


def _households(rng: np.random.Generator, buyers: int, everybody: int) -> tuple[np.ndarray, np.ndarray]:
    """Household number (0: lives alone) and position of the household's head (oneself when alone)."""
    household, head = np.zeros(everybody, dtype=np.int64), np.arange(everybody)
    members = rng.permutation(buyers)[: int(buyers * HOUSEHOLD_SHARE)]
    sizes = draw.index(rng, len(members), (0.5, 0.3, 0.2)) + 2
    group = np.repeat(np.arange(len(sizes)), sizes)[: len(members)]
    first = np.searchsorted(group, group)
    shared = np.bincount(group)[group] > 1
    household[members[shared]] = group[shared] + 1
    head[members[shared]] = members[first[shared]]
    return household, head


def _names(rng: np.random.Generator, head: np.ndarray, is_namesake: np.ndarray) -> dict[str, pl.Series | np.ndarray]:
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


def _phones(rng: np.random.Generator, western: np.ndarray, hong_kong: np.ndarray) -> pl.Series:
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


def _emails(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
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


def _homes(rng: np.random.Generator, head: np.ndarray, hong_kong: np.ndarray) -> dict[str, pl.Series]:
    """Address columns; the members of a household share their head's."""
    count = len(head)
    city = draw.index(rng, count, [city[4] for city in places.CITIES])[head]
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
    column = {name: [city[i] for city in places.CITIES] for i, name in enumerate(("city", "province", "postcode"))}
    postcode = draw.pick(column["postcode"], city) + draw.number(number % 100, "", 2)
    return {
        "province": draw.either([draw.pick(column["province"], city), draw.same("香港", count)], kind == 2),
        "city": draw.either([draw.pick(column["city"], city), draw.same("香港", count)], kind == 2),
        "street": draw.either([local, other, hong_kong_street], kind),
        "postcode": draw.empty(postcode, kind == 2),
    }


def build(seed: int, customers: int, nights: clock.Nights, office_people: int) -> pl.DataFrame:
    """One row a true person (`customers` buyers, then prospects, then office people) with all that is true of them.

    `known_at` and `started_at` are seconds of `clock`; the rates of `clock.moment` days drive `buying`.
    """
    rng = draw.stream(seed, "people")
    prospects = int(customers * PROSPECT_SHARE)
    count = customers + prospects + office_people
    household, head = _households(rng, customers, count)
    is_namesake = (rng.random(count) < NAMESAKE_SHARE) & (household == 0)
    is_namesake[0] = False
    parts = _names(rng, head, is_namesake)
    western, hong_kong = parts["is_western"].to_numpy(), parts["is_hong_kong"].to_numpy()
    birth = np.datetime64("1985-06-01") + (rng.normal(0, 13 * 365, count).clip(-18_000, 7_000)).astype(int)
    started = rng.integers(0, clock.WINDOW_DAYS - 2, count) * clock.DAY + clock.time_of_day(
        rng, count, clock.TILL_HOURS
    )
    is_older = rng.random(count) < LEFT_TRUNCATED_SHARE
    known = started - (rng.exponential(0.6, count) * clock.DAY).astype(np.int64) * (rng.random(count) < 0.3) - 600
    known = np.where(is_older, -(rng.random(count) * 5 * 365 * clock.DAY).astype(np.int64) - clock.DAY, known)
    for night in range(1, len(nights)):
        newcomers = rng.integers(0, customers, max(4, customers // 700))
        started[newcomers] = nights.during(rng, night, len(newcomers))
        known[newcomers], is_older[newcomers] = started[newcomers] - 600, False
    started = np.where(is_older, 0, started)
    mobiles = _phones(rng, np.tile(western, 2), np.tile(hong_kong, 2))
    people = pl.DataFrame(
        {
            "person_id": np.arange(1, count + 1),
            "kind": draw.pick(
                ["buyer", "prospect", "office"], np.repeat([0, 1, 2], [customers, prospects, office_people])
            ),
            "household_id": pl.Series(household).replace(0, None),
            "head": head,
            **parts,
            "birth_on": birth.astype("datetime64[D]"),
            "mobile": mobiles[:count],
            "old_mobile": mobiles[count:],
            **_homes(rng, head, hong_kong),
            "known_at": known,
            "started_at": started,
            "is_left_truncated": is_older,
            "purchases_per_day": rng.gamma(0.9, 1 / 22.0, count),
            "dropout_probability": rng.beta(0.9, 4.5, count),
            "mean_basket": 4.0 / rng.gamma(3.5, 1 / 46.9, count),
            "attitude": rng.normal(0, 1, count),
        }
    )
    emails = _emails(rng, pl.concat([people, people.with_columns(mobile="old_mobile")]))
    return people.with_columns(
        email=emails[:count],
        old_email=emails[count:],
        home_mobile=people["mobile"].gather(head),
        name=pl.when("is_western")
        .then(pl.col("given") + " " + pl.col("family"))
        .otherwise(pl.col("family") + pl.col("given")),
    )
