"""loyalty/*.csv: members of the loyalty programme, what they like, and when they were asked."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault, files, goods, revision, writing
from examples.corner_shop.generator.fault import RAW_DELIMITER, Fault
from examples.corner_shop.generator.revision import Revision
from examples.corner_shop.generator.world import World

NAMES = {"plain": 0.80, "slipped": 0.07, "traditional": 0.04, "pinyin": 0.04, "nickname": 0.02, "none": 0.03}
MEMBER = (
    "card_no",
    "member_name",
    "mobile",
    "email",
    "birthday",
    "joined_on",
    "household_no",
    "tier",
    "updated_at",
    "op",
)
PREFERENCE = ("card_no", "key", "value", "stated_or_observed", "stated_on", "expires_on")
ASK = ("card_no", "key", "asked_at", "channel", "employee")
CATEGORIES = sorted({product[1] for product in goods.PRODUCTS})
PREFERENCES = {
    "language": ("zh", "en", "de"),
    "contact_channel": ("wechat", "phone", "email", "none"),
    "contact_time": ("morning", "afternoon", "evening"),
    "favourite_category": tuple(CATEGORIES),
    "diet": ("vegetarian", "halal", "low_sugar", "none"),
    "allergy": ("peanut", "seafood", "milk", "none"),
    "bag": ("paper", "own", "none"),
    "delivery_slot": ("09-12", "12-15", "18-21"),
    "special_day": ("中秋节", "结婚纪念日", "孩子生日", "春节"),
}
# A value that no member has, so that the change from any other is one.
CHANGED_MIND = "no_preference"
SPEAKS_AT = {"store": 0.5, "phone": 0.2, "wechat": 0.2, "email": 0.1}
MEMBER_FAULTS = (
    Fault("bad_date", "birthday", pl.lit("2026/13/45")),
    Fault("future_date", "joined_on", pl.lit("2062-06-30")),
    Fault("extra_delimiter", "member_name", pl.lit("李丽" + RAW_DELIMITER + "上海")),
    Fault("duplicate_key", "tier", pl.lit("platinum")),
    Fault("null_key", "card_no", pl.lit(None)),
)
PREFERENCE_FAULTS = (
    Fault("bad_date", "stated_on", pl.lit("31.02.2026")),
    Fault("null_key", "card_no", pl.lit(None)),
    Fault("orphan", "card_no", pl.lit("L99999999")),
)
ASK_FAULTS = (
    Fault("bad_date", "asked_at", pl.lit("2026-13-45T10:00:00+08:00")),
    Fault("future_date", "asked_at", pl.lit("2062-06-30T10:00:00+08:00")),
)


def _members(world: World, records: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    rng = world.stream("loyalty members")
    count = people.height
    contact = writing.write_contacts(rng, people, no_phone=0.04, no_email=0.45)
    fault.tell_contacts(world, "loyalty", records["key"], contact)
    opened = records["opened_at"].to_numpy()
    household = draw.number(people["household_id"].fill_null(0).to_numpy(), "F", 6)
    no_household = people["household_id"].is_null().to_numpy() | (rng.random(count) < 0.4)
    return pl.DataFrame(
        {
            "card_no": records["key"],
            "member_name": writing.write_names(rng, people, NAMES),
            "mobile": contact.phone,
            "email": contact.email,
            "birthday": draw.empty(people["birth_on"].dt.to_string("%Y/%m/%d"), rng.random(count) < 0.3),
            "joined_on": clock.day(opened),
            "household_no": draw.empty(household, no_household),
            "tier": draw.words(rng, count, {"basic": 0.72, "silver": 0.21, "gold": 0.07}),
            "updated_at": clock.local(clock.since(rng, opened, world.nights.cutoffs[0])),
            "night": records["night"],
            "position": records["position"],
        }
    )


def _preferences(world: World, records: pl.DataFrame) -> pl.DataFrame:
    """One row a card and key, about one and a half a member."""
    rng = world.stream("loyalty preferences")
    keys = list(PREFERENCES)
    known = rng.random((records.height, len(keys))) < 0.17
    member, key = np.nonzero(known)
    count = len(member)
    opened = np.maximum(records["opened_at"].to_numpy()[member], 0)
    stated = clock.since(rng, opened, world.nights.end)
    expiry = stated + rng.integers(180, 720, count) * clock.DAY
    values = [draw.pick(pool, rng.integers(0, len(pool), count)) for pool in PREFERENCES.values()]
    rows = pl.DataFrame(
        {
            "card_no": records["key"].gather(member),
            "key": draw.pick(keys, key),
            "value": draw.either(values, key),
            "stated_or_observed": draw.words(rng, count, {"stated": 0.7, "observed": 0.3}),
            "stated_on": clock.day(stated),
            "expires_on": draw.empty(clock.day(expiry), rng.random(count) < 0.45),
            "stated": stated,
            "expiry": expiry,
            "night": world.nights.of(stated),
        }
    )
    return rows.filter(pl.col("night") < len(world.nights))


def _asks(world: World, records: pl.DataFrame, preferences: pl.DataFrame) -> pl.DataFrame:
    """When members were asked: for something unknown, or again for what was known (a goldfish incident)."""
    rng = world.stream("loyalty asks")
    again = preferences.filter(pl.Series(rng.random(preferences.height) < 0.12))
    known = clock.since(rng, again["stated"].to_numpy() + clock.DAY, world.nights.end)
    asked = rng.integers(0, records.height, max(60, records.height // 4))
    first = clock.since(rng, np.maximum(records["opened_at"].to_numpy()[asked], 0), world.nights.end)
    for night in range(1, len(world.nights)):
        tonight = slice((night - 1) * 3, night * 3)
        asked[tonight], first[tonight] = rng.integers(0, records.height // 2, 3), world.nights.during(rng, night, 3)
    keys = list(PREFERENCES)
    rows = pl.DataFrame(
        {
            "card_no": pl.concat([again["card_no"], records["key"].gather(asked)]),
            "key": pl.concat([again["key"], draw.pick(keys, rng.integers(0, len(keys), len(asked)))]),
            "moment": np.concatenate([known, first]),
        }
    ).sort("moment", "card_no", "key")
    moment = rows["moment"].to_numpy()
    return rows.select(
        "card_no",
        "key",
        clock.offset(moment).alias("asked_at"),
        draw.words(rng, rows.height, SPEAKS_AT).alias("channel"),
        world.employees(rng, rows.height, "till").alias("employee"),
        pl.Series("night", world.nights.of(moment)),
    ).filter(pl.col("night") < len(world.nights))


def _write(world: World, night: int, name: str, rows: pl.DataFrame) -> None:
    files.write_csv(rows, world.path(night, f"loyalty/{name}.csv"), separator=",", encoding="utf-8", with_bom=True)


def _member_changes(state: revision.State) -> Iterator[pl.DataFrame]:
    came = state.rows if state.night == 0 else state.touched
    yield came.with_columns(op=pl.lit("upsert")).select(MEMBER)
    kept = {"card_no", "updated_at"}
    yield state.gone.with_columns(op=pl.lit("delete")).select(
        pl.col(name) if name in kept | {"op"} else pl.lit(None, dtype=pl.String).alias(name) for name in MEMBER
    )


def deliver(world: World) -> None:
    """Write the changes of members, the state of preferences and the new asks of each night."""
    records, people = world.of_source("loyalty")
    members = _members(world, records, people)
    world.truth.parties("loyalty", members["card_no"], members["position"] + 1)
    members = fault.break_rows(world, "loyalty", "member", "card_no", members, MEMBER_FAULTS)
    revisions = (
        Revision("changed_phone", 0.003, 3, lambda rng, r, _: {"mobile": revision.new_mobile(rng, r)}),
        Revision(
            "promoted",
            0.001,
            2,
            lambda _rng, r, _: {"tier": draw.same("gold", r.height)},
            revision.SOUND & (pl.col("tier") != "gold"),
        ),
        Revision("deleted", 0.001, 2, None),
    )
    for state in revision.states(world, "loyalty", "member", "card_no", members, revisions):
        _write(world, state.night, "member", pl.concat(_member_changes(state)))
    preferences = _preferences(world, records)
    asks = _asks(world, records, preferences)
    preferences = fault.break_rows(world, "loyalty", "preference", "card_no", preferences, PREFERENCE_FAULTS)
    changed_mind = Revision("changed_mind", 0.001, 2, lambda _rng, r, _: {"value": draw.same(CHANGED_MIND, r.height)})
    for state in revision.states(world, "loyalty", "preference", "card_no", preferences, [changed_mind], None):
        _write(world, state.night, "preference", state.rows.select(PREFERENCE))
    asks = fault.break_rows(world, "loyalty", "ask", "card_no", asks, ASK_FAULTS)
    for night, part in enumerate(fault.deliveries(world, "loyalty", "ask", "card_no", asks)):
        _write(world, night, "ask", part.select(ASK))
