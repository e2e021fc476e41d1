"""The true world that every source writes about, and the place it writes to."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from examples.corner_shop.generator import buying, clock, draw, goods, membership, people
from examples.corner_shop.generator.truth import Truth


@dataclass(frozen=True, slots=True)
class World:
    """People, their records and purchases; `truth` gathers what really is."""

    seed: int
    nights: clock.Nights
    folder: Path
    organisations: int
    people: pl.DataFrame
    records: pl.DataFrame
    purchases: pl.DataFrame
    truth: Truth = field(default_factory=Truth)

    @classmethod
    def create(cls, customers: int, seed: int, nights: int, folder: Path) -> "World":
        days = clock.Nights.up_to_last(nights)
        organisations = max(40, customers // 50)
        everybody = people.build(seed, customers, days, office_people=int(organisations * 1.6))
        records = membership.build(seed, everybody, days)
        return cls(seed, days, folder, organisations, everybody, records, buying.build(seed, everybody, records, days))

    def stream(self, name: str) -> np.random.Generator:
        return draw.stream(self.seed, name)

    def path(self, night: int, name: str) -> Path:
        """Where a night's file goes; its folder exists afterwards."""
        path = self.folder / self.nights.days[night].isoformat() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def day(self, night: np.ndarray | pl.Series) -> pl.Series:
        """The day of each night's number."""
        return draw.pick([day.isoformat() for day in self.nights.days], np.asarray(night))

    def of_source(self, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The records of a source, and beside each of them its person."""
        records = self.records.filter(pl.col("source") == source)
        return records, self.people[records["position"].to_numpy()]

    def employees(self, rng: np.random.Generator, count: int, team: str) -> pl.Series:
        """Random employees of a team, `E01` and so on."""
        teams = list(goods.EMPLOYEES)
        first = sum(goods.EMPLOYEES[name] for name in teams[: teams.index(team)]) + 1
        return draw.number(first + draw.index(rng, count, draw.fading(goods.EMPLOYEES[team], 4)), "E", 2)

    def tell_people(self) -> None:
        """The truth about everybody: persons, households, namesakes and purchases."""
        last = self.purchases.group_by("person_id").agg(purchases=pl.len(), last_moment=pl.col("moment").max())
        persons = self.people.join(last, on="person_id", how="left", maintain_order="left")
        self.truth.add(
            "person",
            persons.select(
                "person_id",
                "kind",
                "household_id",
                "name",
                "is_female",
                "birth_on",
                "mobile",
                "old_mobile",
                "email",
                "old_email",
                "city",
                "street",
                "is_left_truncated",
                "purchases_per_day",
                "dropout_probability",
                "mean_basket",
                pl.col("purchases").fill_null(0),
                known_on=clock.day(persons["known_at"].to_numpy()),
            ),
        )
        household = self.people.filter(pl.col("household_id").is_not_null())
        self.truth.add("household", household.select("household_id", "person_id"))
        namesake = self.people.filter(pl.col("name").is_duplicated())
        self.truth.add("namesake", namesake.select("name", "person_id", "city"))
