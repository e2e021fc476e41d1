"""shop/shop.sqlite: the web shop's own tables, as they stand each night."""

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault, goods, revision, writing
from examples.corner_shop.generator.fault import Fault
from examples.corner_shop.generator.revision import Revision
from examples.corner_shop.generator.world import World

NAMES = {
    "plain": 0.52, "slipped": 0.04, "pinyin": 0.17, "pinyin_western": 0.13, "capitals": 0.04, "nickname": 0.07,
    "none": 0.03,
}  # fmt: skip
TABLES = {
    "account": "account_id INTEGER, full_name TEXT, email TEXT, phone TEXT, created_at TEXT, updated_at TEXT",
    "purchase": "purchase_id INTEGER, account_id INTEGER, ordered_at TEXT, currency TEXT, status TEXT",
    "purchase_line": "purchase_id INTEGER, line_number INTEGER, product TEXT, category TEXT, quantity INTEGER, "
    "unit_price REAL, discount REAL, unit_cost REAL",
    "refund": "refund_id INTEGER, purchase_id INTEGER, refunded_at TEXT, amount REAL",
}
FIRST_PURCHASE = 100_001
ACCOUNT_FAULTS = (
    Fault("duplicate_key", "phone", pl.lit("19900000000")),
    Fault("bad_date", "created_at", pl.lit("2026-13-45T25:61:00Z")),
)
PURCHASE_FAULTS = (
    Fault("future_date", "ordered_at", pl.lit("2062-06-30T08:00:00Z")),
    Fault("bad_date", "ordered_at", pl.lit("2026-13-45T10:00:00Z")),
    Fault("duplicate_key", "status", pl.lit("cancelled")),
    Fault("null_key", "purchase_id", pl.lit(None)),
    Fault("orphan", "account_id", pl.lit("99999999")),
)
LINE_FAULTS = (
    Fault("text_in_number", "quantity", pl.lit("两斤")),
    Fault("text_in_number", "unit_price", pl.lit("free")),
)


def _accounts(world: World) -> pl.DataFrame:
    rng = world.stream("shop accounts")
    records, people = world.of_source("shop")
    contact = writing.write_contacts(rng, people, no_phone=0.25, no_email=0.02)
    fault.tell_contacts(world, "shop", records["key"], contact)
    opened = records["opened_at"].to_numpy()
    return pl.DataFrame(
        {
            "account_id": records["key"],
            "full_name": writing.write_names(rng, people, NAMES),
            "email": contact.email,
            "phone": contact.phone,
            "created_at": clock.utc(opened),
            "updated_at": clock.utc(clock.since(rng, opened, world.nights.cutoffs[0])),
            "night": records["night"],
            "position": records["position"],
        }
    )


def _purchases(world: World) -> pl.DataFrame:
    rng = world.stream("shop purchases")
    bought = world.purchases.filter(pl.col("is_online"))
    moment = bought["moment"].to_numpy()
    key = draw.number(np.arange(bought.height) + FIRST_PURCHASE)
    rows = pl.DataFrame(
        {
            "purchase_id": key,
            "account_id": bought["key"],
            "ordered_at": clock.utc(moment),
            "currency": draw.same("CNY", bought.height),
            "status": draw.words(rng, bought.height, {"paid": 0.975, "cancelled": 0.025}),
            "moment": moment,
            "aim": bought["amount"],
            "person_id": bought["person_id"],
            "night": fault.delay(world, "shop", "purchase", key, moment, world.nights.of(moment)),
        }
    )
    return rows.filter(pl.col("night") < len(world.nights))


def _lines(world: World, purchases: pl.DataFrame) -> pl.DataFrame:
    """One to five lines a purchase whose worth comes near to what the person meant to spend."""
    rng = world.stream("shop lines")
    lines = 1 + np.minimum(rng.poisson(1.2, purchases.height), 4)
    owner = np.repeat(np.arange(purchases.height), lines)
    first = np.concatenate([[0], np.cumsum(lines)[:-1]])
    share = rng.exponential(1.0, len(owner)) + 0.2
    aim = purchases["aim"].to_numpy()[owner] * share / np.add.reduceat(share, first)[owner]
    product, category, price, cost = zip(*sorted(goods.PRODUCTS, key=lambda row: row[2]), strict=True)
    prices = np.array(price)
    affordable = np.maximum(np.searchsorted(prices, aim), 1)
    chosen = np.floor(affordable * np.sqrt(rng.random(len(owner)))).astype(np.int64)
    quantity = np.clip(np.round(aim / prices[chosen]), 1, 12).astype(np.int64)
    reduced = np.where(rng.random(len(owner)) < 0.12, rng.choice([0.05, 0.1, 0.2], len(owner)), 0.0)
    unit_cost = np.round(prices[chosen] * np.array(cost)[chosen] * rng.uniform(0.96, 1.04, len(owner)), 2)
    return pl.DataFrame(
        {
            "purchase_id": purchases["purchase_id"].gather(owner),
            "line_number": draw.number(np.arange(len(owner)) - first[owner] + 1),
            "product": draw.pick(product, chosen),
            "category": draw.pick(category, chosen),
            "quantity": draw.number(quantity),
            "unit_price": draw.decimals(prices[chosen]),
            "discount": draw.decimals(quantity * prices[chosen] * reduced),
            "unit_cost": draw.empty(draw.decimals(unit_cost), rng.random(len(owner)) < 0.1),
            "worth": quantity * prices[chosen] - np.round(quantity * prices[chosen] * reduced, 2),
            "night": purchases["night"].gather(owner),
        }
    )


def _refunds(world: World, purchases: pl.DataFrame) -> pl.DataFrame:
    """Whole or part of a few paid purchases, some days later; a few on each night after the first."""
    rng = world.stream("shop refunds")
    paid = purchases.filter((pl.col("status") == "paid") & ~pl.col("is_broken") & (pl.col("worth") >= 5))
    chosen = paid.filter(pl.Series(rng.random(paid.height) < 0.035))
    moment = [chosen["moment"].to_numpy() + rng.integers(clock.DAY, 12 * clock.DAY, chosen.height)]
    parts = [chosen]
    for night in range(1, len(world.nights)):
        old = paid.filter(
            (pl.col("night") < night) & ~pl.col("purchase_id").is_in(pl.concat(parts)["purchase_id"].implode())
        )
        recent = old.tail(max(40, paid.height // 50))
        parts.append(recent[np.sort(rng.permutation(recent.height)[:2])])
        moment.append(world.nights.during(rng, night, parts[-1].height))
    rows = pl.concat(parts).with_columns(refunded=np.concatenate(moment)).sort("refunded", "purchase_id")
    share = np.where(rng.random(rows.height) < 0.6, 1.0, rng.uniform(0.2, 0.8, rows.height))
    night = np.maximum(world.nights.of(rows["refunded"].to_numpy()), rows["night"].to_numpy())
    refunds = pl.DataFrame(
        {
            "refund_id": draw.number(np.arange(rows.height) + 5001),
            "purchase_id": rows["purchase_id"],
            "refunded_at": clock.utc(rows["refunded"].to_numpy()),
            "amount": draw.decimals(rows["worth"].to_numpy() * share),
            "night": night,
        }
    )
    return refunds.filter(pl.col("night") < len(world.nights))


def _store(path: Path, table: str, rows: pl.DataFrame) -> None:
    """Append the rows; the columns' affinity turns text into numbers and leaves what is none as text."""
    columns = [column.split()[0] for column in TABLES[table].split(", ")]
    marks = ", ".join("?" * len(columns))
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        database.execute(f"CREATE TABLE IF NOT EXISTS {table} ({TABLES[table]})")
        if table == "account":
            database.execute("DELETE FROM account")
        for part in rows.select(columns).iter_slices(100_000):
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", part.rows())
        database.execute("COMMIT")
    database.close()


def deliver(world: World) -> None:
    """Write the database of each night: the one before with what has come since."""
    accounts = _accounts(world)
    world.truth.parties("shop", accounts["account_id"], accounts["position"] + 1)
    accounts = fault.break_rows(world, "shop", "account", "account_id", accounts, ACCOUNT_FAULTS)
    purchases = _purchases(world)
    lines = _lines(world, purchases)
    worth = lines.group_by("purchase_id", maintain_order=True).agg(pl.col("worth").sum().round(2))
    purchases = purchases.with_columns(worth=worth["worth"])
    occurred, delivered = clock.moment(purchases["moment"].to_numpy()), world.day(purchases["night"])
    facts = purchases.select(
        "purchase_id", "person_id", "status", occurred_at=occurred, amount="worth", delivered=delivered
    )
    world.truth.add("purchase", facts, source="shop")
    purchases = fault.break_rows(world, "shop", "purchase", "purchase_id", purchases, PURCHASE_FAULTS)
    lines = fault.break_rows(world, "shop", "purchase_line", "purchase_id", lines, LINE_FAULTS)
    refunds = _refunds(world, purchases)
    revisions = (
        Revision("changed_phone", 0.002, 2, lambda rng, r, _: {"phone": revision.new_mobile(rng, r)}),
        Revision(
            "changed_email",
            0.001,
            2,
            lambda _rng, r, _: {"email": "new." + r["email"]},
            revision.SOUND & pl.col("email").is_not_null(),
        ),
        Revision("deleted", 0.0005, 1, None),
    )
    before: Path | None = None
    for state in revision.states(world, "shop", "account", "account_id", accounts, revisions, clock.utc):
        path = world.path(state.night, "shop/shop.sqlite")
        path.unlink(missing_ok=True)
        if before:
            shutil.copyfile(before, path)
        _store(path, "account", state.rows.sort("row"))
        for table, rows in (("purchase", purchases), ("purchase_line", lines), ("refund", refunds)):
            _store(path, table, rows.filter(pl.col("night") == state.night))
        before = path
