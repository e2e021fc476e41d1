"""A large made-up base of customers as standardised records with truth, drawn by arithmetic: a million in seconds.

Names follow Zipf's law; two in five people live with a relative of the same surname and address; each person has one
to three records in which values are missing, mistyped or out of date.
"""

import numpy as np
import polars as pl

from transforms.method.matching.nickname import FAMILIAR
from transforms.method.matching.standardise import with_parts

SYLLABLES = np.array(
    ["ba", "ber", "bo", "can", "dal", "den", "er", "fal", "gar", "hal", "han", "ir", "jor", "kel", "kin"]
    + ["lan", "ler", "mar", "mel", "nor", "ol", "pen", "rad", "ros", "san", "sel", "tor", "ul", "ver", "wil"]
)
PER_SURNAMES, PER_STREETS, PER_CITIES = 20_000, 4_000, 300


def _zipf(random: np.random.Generator, count: int, size: int, exponent: float = 0.8) -> np.ndarray:
    share = 1.0 / np.arange(1, count + 1) ** exponent
    return random.choice(count, size=size, p=share / share.sum())


def _words(numbers: np.ndarray) -> np.ndarray:
    """A different word of three syllables and more for each number."""
    base = len(SYLLABLES)
    word = np.char.add(SYLLABLES[numbers % base], SYLLABLES[numbers // base % base])
    return np.char.add(word, SYLLABLES[numbers // base**2 % base])


def _mistyped(random: np.random.Generator, words: np.ndarray, rate: float) -> np.ndarray:
    """Some words with one letter replaced."""
    table = pl.Series(words)
    place = pl.Series(random.integers(1, 6, len(words)))
    letter = pl.Series(np.array(list("aeioustn"))[random.integers(0, 8, len(words))])
    typo = pl.DataFrame({"w": table, "p": place, "c": letter}).select(
        pl.col("w").str.slice(0, pl.col("p")) + pl.col("c") + pl.col("w").str.slice(pl.col("p") + 1)
    )
    return np.where(random.random(len(words)) < rate, typo.to_series().to_numpy(), words)


def _gaps(random: np.random.Generator, values: np.ndarray, rate: float) -> pl.Series:
    return pl.Series(values).set(pl.Series(random.random(len(values)) < rate), None)


def generate(records: int, seed: int = 1) -> pl.DataFrame:
    """Standardised records (columns of `standard.with_parts`) and `entity`, the truth; `party_key` is unique."""
    random = np.random.default_rng(seed)
    people = int(records / 1.7)
    given = np.array(sorted(FAMILIAR))
    surname = _zipf(random, PER_SURNAMES, people)
    home = np.arange(people)
    relative = random.random(people) < 0.4
    relative[0] = False
    home[relative] = home[np.flatnonzero(relative) - 1]
    surname[relative] = surname[home[relative]]
    first = given[_zipf(random, len(given), people, 0.5)]
    born = np.datetime64("1940-01-01") + random.integers(0, 24_000, people)
    copies = random.choice([1, 2, 3], people, p=[0.45, 0.40, 0.15])
    entity = np.repeat(np.arange(people), copies)[:records]
    n = len(entity)
    street = _words(_zipf(random, PER_STREETS, people, 0.3) + 7)[home][entity]
    house = random.integers(1, 200, people)[home][entity]
    town = random.integers(0, PER_CITIES, people)[home][entity]
    moved = random.random(n) < 0.08
    house = np.where(moved, random.integers(1, 200, n), house)
    town = np.where(moved, random.integers(0, PER_CITIES, n), town)
    birth = np.where(random.random(n) < 0.04, born[entity] + random.integers(1, 10, n), born[entity])
    given_key = _mistyped(random, first[entity], 0.05)
    surname_key = _mistyped(random, _words(surname + 31)[entity], 0.05)
    phone = np.where(random.random(n) < 0.15, random.integers(0, 10**8, n), entity * 97 % 10**8)
    text = np.char.add
    frame = pl.DataFrame(
        {
            "source": "base",
            "party_key": pl.Series(random.permutation(n)).cast(pl.String).str.zfill(8),
            "party_type": "person",
            "given_name_key": given_key,
            "surname_key": surname_key,
            "birth_on": _gaps(random, birth, 0.25).cast(pl.Date),
            "email_key": _gaps(random, text(text("u", entity.astype(str)), "@mail.test.net"), 0.45),
            "phone_key": _gaps(random, text("+4930", np.char.zfill(phone.astype(str), 8)), 0.35),
            "address_key": _gaps(random, text(text(house.astype(str), " "), text(street, " st")), 0.15),
            "city_key": _gaps(random, _words(town + 900), 0.05),
            "postal_code_key": _gaps(random, np.char.zfill((town * 131 % 90_000 + 10_000).astype(str), 5), 0.15),
            "entity": entity.astype(str),
        }
    )
    names = pl.concat_list("given_name_key", "surname_key").list.sort().list.join(" ")
    absent = ("name_hanzi", "organisation_key", "legal_form", "sex", "email_domain", "number_key")
    keys = frame.with_columns(names.alias("name_key"), *(pl.lit(None, pl.String).alias(name) for name in absent))
    return with_parts(keys).with_columns(frame["entity"])
