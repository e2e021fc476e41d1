"""helpdesk/contact.ndjson: every contact of a customer with the shop, step by step."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault, topics, writing
from examples.corner_shop.generator.fault import Fault
from examples.corner_shop.generator.world import World

NAMES = {"plain": 0.40, "courtesy": 0.25, "pinyin": 0.09, "pinyin_western": 0.06, "nickname": 0.08, "none": 0.12}
EPISODES_A_PERSON = 0.25
STEPS = ("explore", "offer", "action", "confirm")
CHANNELS = {"phone": 0.32, "wechat": 0.28, "email": 0.16, "chat": 0.14, "store": 0.10}
# How often a contact of the channel leaves a phone number and an e-mail.
LEAVES_PHONE = {"phone": 0.97, "wechat": 0.75, "email": 0.12, "chat": 0.45, "store": 0.60}
LEAVES_EMAIL = {"phone": 0.06, "wechat": 0.05, "email": 0.99, "chat": 0.60, "store": 0.12}
COLUMNS = (
    "contact_id", "occurred_at", "channel", "direction", "employee", "email", "phone", "name", "episode", "step",
    "score", "topic", "first_response_at", "resolved_at", "note", "updated_at",
)  # fmt: skip
FAULTS = (
    Fault("bad_date", "occurred_at", pl.lit("2026-13-45T10:00:00+08:00")),
    Fault("text_in_number", "score", pl.lit("很好")),
    Fault("out_of_range", "score", pl.lit("9")),
    Fault("future_date", "occurred_at", pl.lit("2062-06-30T10:00:00+08:00")),
    Fault("resolved_too_early", "resolved_at", pl.lit("2020-01-01T10:00:00+08:00")),
    Fault("duplicate_key", "step", pl.lit("offer")),
    Fault("null_key", "contact_id", pl.lit(None)),
)


def _episodes(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """One row a matter: who, what about, how it began, who took it, how many steps it went."""
    buyers = world.people.filter(pl.col("kind") == "buyer")
    count = max(40, int(buyers.height * EPISODES_A_PERSON))
    who = rng.integers(0, buyers.height, count)
    begun = clock.since(rng, buyers["started_at"].to_numpy()[who] + 600, world.nights.end)
    for night in range(1, len(world.nights)):
        tonight = rng.integers(0, count, max(4, count // 300))
        begun[tonight] = world.nights.during(rng, night, len(tonight))
    rows = pl.DataFrame({"position": buyers["person_id"].to_numpy()[who] - 1, "begun": begun}).sort("begun", "position")
    return rows.with_columns(
        episode=draw.number(np.arange(count) + 1, "P", 7),
        topic=draw.words(rng, count, topics.SHARES),
        mainly=draw.index(rng, count, list(CHANNELS.values())),
        employee=world.employees(rng, count, "helpdesk"),
        steps=draw.index(rng, count, (0.35, 0.25, 0.2, 0.2)) + 1,
    )


def _identity(
    world: World, rng: np.random.Generator, position: np.ndarray, channel: np.ndarray
) -> dict[str, pl.Series]:
    """How the person of each row is written down: whatever the channel shows, a phone or an e-mail nearly always."""
    people = world.people[position]
    names = list(CHANNELS)
    phone_share, email_share = (
        np.array([leaves[name] for name in names])[channel] for leaves in (LEAVES_PHONE, LEAVES_EMAIL)
    )
    no_email = rng.random(len(position)) >= email_share
    no_phone = (rng.random(len(position)) >= phone_share) & (~no_email | (rng.random(len(position)) < 0.06))
    contact = writing.write_contacts(rng, people, no_phone=0.0, no_email=0.0)
    name = writing.write_names(rng, people, NAMES)
    unknown = contact.phone.is_null().to_numpy() | no_phone
    nobody = unknown & (no_email | contact.email.is_null().to_numpy()) & name.is_null().to_numpy()
    return {
        "phone": draw.empty(contact.phone, no_phone),
        "email": draw.empty(contact.email, no_email),
        "name": draw.either([name, people["name"]], nobody),
        "phone_kind": draw.either([contact.phone_kind, draw.same("none", people.height)], no_phone),
        "email_kind": draw.either([contact.email_kind, draw.same("none", people.height)], no_email),
    }


def _contacts(world: World) -> pl.DataFrame:
    """One row a contact. A matter is mostly handled on one channel and under one way to write the customer."""
    rng = world.stream("helpdesk")
    episodes = _episodes(world, rng)
    owner = np.repeat(np.arange(episodes.height), episodes["steps"].to_numpy())
    rows = episodes[owner]
    first = np.searchsorted(owner, owner)
    step = np.arange(len(owner)) - first
    soon = rng.integers(1200, 5400, len(owner))
    another_day = draw.index(rng, len(owner), (0.3, 0.5, 0.2)) * clock.DAY
    gap = np.where(step > 0, np.where(another_day > 0, another_day + soon - 3300, soon), 0)
    waited = np.cumsum(gap)
    moment = rows["begun"].to_numpy() + waited - waited[first]
    switches = (step > 0) & (rng.random(len(owner)) < 0.15)
    channel = np.where(switches, draw.index(rng, len(owner), list(CHANNELS.values())), rows["mainly"].to_numpy())
    written = pl.DataFrame(_identity(world, rng, rows["position"].to_numpy(), channel))
    written = written[np.where(switches, np.arange(len(owner)), first)]
    topic = rows["topic"]
    mood = topic.replace_strict(topics.MOOD, return_dtype=pl.Float64).to_numpy()
    attitude = world.people["attitude"].to_numpy()[rows["position"].to_numpy()]
    score = np.clip(np.round(mood + 0.5 * attitude + 0.25 * step + rng.normal(0, 1.1, len(owner))), -3, 3).astype(int)
    template = rng.integers(0, 3, len(owner))
    notes = [topic.replace_strict({name: texts[number] for name, texts in topics.NOTES.items()}) for number in range(3)]
    responded = moment + rng.exponential(2400, len(owner)).astype(np.int64)
    resolved = clock.since(rng, responded, responded + 3 * clock.DAY)
    updated = moment + rng.integers(60, 1800, len(owner))
    last_step = np.append(owner[1:] != owner[:-1], True)
    contact_id = draw.number(np.argsort(np.argsort(moment, kind="stable"), kind="stable") + 1, "H", 8)
    night = fault.delay(world, "helpdesk", "contact", contact_id, updated, world.nights.of(updated))
    known_until = world.nights.cutoffs[np.minimum(night, len(world.nights) - 1)]
    frame = pl.DataFrame(
        {
            "contact_id": contact_id,
            "occurred_at": clock.offset(moment),
            "channel": draw.pick(list(CHANNELS), channel),
            "direction": draw.either(
                [draw.same("inbound", len(owner)), draw.same("outbound", len(owner))],
                (step > 0) & (rng.random(len(owner)) < 0.45),
            ),
            "employee": draw.either(
                [rows["employee"], world.employees(rng, len(owner), "helpdesk")], rng.random(len(owner)) < 0.2
            ),
            "email": written["email"],
            "phone": written["phone"],
            "name": written["name"],
            "episode": rows["episode"],
            "step": draw.pick(STEPS, step),
            "score": draw.number(score),
            "topic": topic,
            "first_response_at": draw.empty(
                clock.offset(responded), (responded > known_until) | (rng.random(len(owner)) < 0.05)
            ),
            "resolved_at": draw.empty(
                clock.offset(resolved), (resolved > known_until) | ~last_step | (rng.random(len(owner)) < 0.08)
            ),
            "note": draw.empty(draw.either(notes, template), rng.random(len(owner)) < 0.25),
            "updated_at": clock.offset(updated),
            "phone_kind": written["phone_kind"],
            "email_kind": written["email_kind"],
            "person_id": rows["position"] + 1,
            "night": night,
        }
    )
    own = world.people[rows["position"].to_numpy()].select("mobile", own_email="email")
    return (
        pl.concat([frame, own], how="horizontal")
        .with_columns(
            note=pl.col("note")
            .str.replace("{phone}", pl.coalesce("phone", "mobile"), literal=True)
            .str.replace("{email}", pl.coalesce("email", "own_email"), literal=True)
        )
        .filter(pl.col("night") < len(world.nights))
        .sort("contact_id")
    )


def party_key() -> pl.Expr:
    """The key of a distinct way to be written: `email|phone|name`."""
    email, phone, name = (pl.col(column).fill_null("") for column in ("email", "phone", "name"))
    return email.str.strip_chars().str.to_lowercase() + "|" + phone.str.strip_chars() + "|" + name.str.strip_chars()


def deliver(world: World) -> None:
    """Write the contacts of each night; the first file ends one line in the middle of a word."""
    rows = _contacts(world)
    key = rows.select(party_key()).to_series()
    world.truth.parties("helpdesk", key, rows["person_id"])
    world.truth.add("contact", rows.select("contact_id", "person_id", party_key=key))
    fault.tell_contacts(
        world,
        "helpdesk",
        rows["contact_id"],
        writing.Contact(rows["phone"], rows["phone_kind"], rows["email"], rows["email_kind"]),
    )
    rows = fault.break_rows(world, "helpdesk", "contact", "contact_id", rows, FAULTS)
    for night, part in enumerate(fault.deliveries(world, "helpdesk", "contact", "contact_id", rows)):
        numbered = part.select(COLUMNS).with_columns(
            pl.col("score").cast(pl.Int64, strict=False).cast(pl.String).fill_null('"' + pl.col("score") + '"')
        )
        text = numbered.with_columns(score="⟦" + pl.col("score") + "⟧").write_ndjson()
        text = text.replace('"⟦\\"', '"').replace('\\"⟧"', '"').replace('"⟦', "").replace('⟧"', "")
        if night == 0:
            lines = text.splitlines(keepends=True)
            middle = len(lines) // 2
            _tell_cut(world, part["contact_id"][middle])
            lines[middle] = lines[middle][: len(lines[middle]) // 2] + "\n"
            text = "".join(lines)
        world.path(night, "helpdesk/contact.ndjson").write_bytes(text.encode())


def _tell_cut(world: World, contact_id: str | None) -> None:
    row = {
        "kind": "cut_line",
        "first_night": world.nights.days[0].isoformat(),
        "key": contact_id,
        "column_name": None,
        "value": None,
    }
    schema = dict.fromkeys(row, pl.String)
    world.truth.add("broken_row", pl.DataFrame([row], schema=schema), source="helpdesk", table="contact")
