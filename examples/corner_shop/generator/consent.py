"""consent/consent.json: what people allowed and withdrew, by e-mail."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault
from examples.corner_shop.generator.fault import Fault
from examples.corner_shop.generator.world import World
from examples.corner_shop.generator.writing import JUNK_EMAILS

# purpose, share of those asked who agree, basis
PURPOSES = (
    ("service", 1.0, "contract"),
    ("marketing_email", 0.62, "consent"),
    ("marketing_phone", 0.34, "consent"),
    ("profiling", 0.55, "legitimate_interest"),
)
EVIDENCE = {"web_form": 0.55, "paper_form": 0.25, "app": 0.15, "phone_call": 0.05}
COLUMNS = ("email", "purpose", "granted", "basis", "evidence", "valid_from", "recorded_at")
FAULTS = (
    Fault("bad_date", "valid_from", pl.lit("2026-13-45T10:00:00Z")),
    Fault("future_date", "valid_from", pl.lit("2062-06-30T10:00:00Z")),
    Fault("unknown_value", "purpose", pl.lit("everything")),
    Fault("null_key", "email", pl.lit(None)),
)


def _sign_ups(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """Four events of everybody who opened an account or took a card with an e-mail, three in four of them."""
    asked = world.records.filter((pl.col("source") != "crm") & ~pl.col("is_second")).unique(
        "position", keep="first", maintain_order=True
    )
    asked = asked.filter(pl.Series(rng.random(asked.height) < 0.75))
    everyone = asked[np.repeat(np.arange(asked.height), len(PURPOSES))]
    purpose = np.tile(np.arange(len(PURPOSES)), asked.height)
    valid = everyone["opened_at"].to_numpy() + 120
    delay = np.where(rng.random(len(valid)) < 0.05, rng.integers(clock.DAY, 20 * clock.DAY, len(valid)), 30)
    return pl.DataFrame(
        {
            "position": everyone["position"],
            "purpose": draw.pick([name for name, _, _ in PURPOSES], purpose),
            "granted": rng.random(len(valid)) < np.array([share for _, share, _ in PURPOSES])[purpose],
            "basis": draw.pick([basis for _, _, basis in PURPOSES], purpose),
            "evidence": draw.words(rng, len(valid), EVIDENCE),
            "valid": valid,
            "recorded": valid + delay,
        }
    )


def _withdrawals(world: World, rng: np.random.Generator, given: pl.DataFrame) -> pl.DataFrame:
    """Some take back later what they allowed; a few on each night after the first."""
    open_to = given.filter(pl.col("granted") & (pl.col("purpose") != "service"))
    order = rng.permutation(open_to.height)
    tonight = max(3, open_to.height // 900)
    nights = np.repeat(np.arange(1, len(world.nights)), tonight)
    rows = open_to[order[: max(20, open_to.height // 12)]]
    when = clock.since(rng, rows["recorded"].to_numpy(), int(world.nights.cutoffs[0]))
    settled = np.flatnonzero(rows["recorded"].to_numpy() < world.nights.cutoffs[0])[: len(nights)]
    when[settled] = np.concatenate(
        [world.nights.during(rng, night, 1) for night in nights[: len(settled)]] or [when[:0]]
    )
    late = np.where(rng.random(len(when)) < 0.05, rng.integers(clock.DAY, 3 * clock.DAY, len(when)), 60)
    withdrawn = rows.with_columns(
        granted=pl.lit(False),
        evidence=draw.words(rng, rows.height, {"unsubscribe_link": 0.7, "phone_call": 0.2, "letter": 0.1}),
        valid=when,
        recorded=when + late,
    )
    told = withdrawn.with_columns(night=world.nights.of(withdrawn["recorded"].to_numpy()))
    told = told.filter((pl.col("night") > 0) & (pl.col("night") < len(world.nights)))
    change = told.select(
        day=world.day(told["night"]),
        source=pl.lit("consent"),
        table=pl.lit("consent"),
        kind=pl.lit("withdrawn"),
        key=world.people["email"].gather(told["position"]),
        column_name=pl.col("purpose"),
        before=pl.lit("true"),
        after=pl.lit("false"),
    )
    world.truth.add("change", change)
    return withdrawn


def deliver(world: World) -> None:
    """Write the events that were recorded since the night before."""
    rng = world.stream("consent")
    given = _sign_ups(world, rng)
    rows = pl.concat([given, _withdrawals(world, rng, given)]).sort("recorded", "position", "purpose")
    people = world.people[rows["position"].to_numpy()]
    given_at = np.flatnonzero(rows["granted"].to_numpy())
    is_junk = np.isin(np.arange(rows.height), rng.permutation(given_at)[: max(2, rows.height // 400)])
    email = draw.either([people["email"], draw.same(JUNK_EMAILS[0], rows.height)], is_junk)
    recorded = rows["recorded"].to_numpy()
    rows = pl.DataFrame(
        {
            "email": email,
            "is_junk": is_junk,
            **{name: rows[name] for name in ("purpose", "granted", "basis", "evidence")},
            "valid_from": clock.utc(rows["valid"].to_numpy()),
            "recorded_at": clock.utc(recorded),
            "person_id": people["person_id"],
            "night": world.nights.of(recorded),
        }
    ).filter(pl.col("night") < len(world.nights))
    world.truth.parties("consent", rows["email"].str.strip_chars().str.to_lowercase(), rows["person_id"])
    junk = rows.filter("is_junk").select(key="purpose", column_name=pl.lit("email"), value="email")
    world.truth.add("junk_identifier", junk, source="consent")
    rows = fault.break_rows(world, "consent", "consent", "email", rows, FAULTS)
    for night, part in enumerate(fault.deliveries(world, "consent", "consent", "email", rows)):
        world.path(night, "consent/consent.json").write_bytes(part.select(COLUMNS).write_json().encode())
