"""till/receipt.parquet: receipts of the shop, with the card when it was shown."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault
from examples.corner_shop.generator.fault import Fault
from examples.corner_shop.generator.world import World

COLUMNS = ("receipt_id", "card_no", "paid_at", "amount", "channel", "clerk")
FAULTS = (
    Fault("future_date", "paid_at", pl.lit("2062-06-30 12:00:00").str.to_datetime("%Y-%m-%d %H:%M:%S")),
    Fault("duplicate_key", "amount", pl.lit("0.00")),
    Fault("null_key", "receipt_id", pl.lit(None)),
    Fault("orphan", "card_no", pl.lit("L99999999")),
)


def deliver(world: World) -> None:
    """Write the receipts that came since the night before; about one in a hundred is for goods brought back."""
    rng = world.stream("till")
    bought = world.purchases.filter(~pl.col("is_online"))
    moment, count = bought["moment"].to_numpy(), bought.height
    key = draw.number(np.arange(count) + 1, "R", 9)
    amount = bought["amount"].to_numpy()
    returned = np.where(rng.random(count) < 0.01, -rng.uniform(0.2, 1.0, count), 1.0) * amount
    rows = pl.DataFrame(
        {
            "receipt_id": key,
            "card_no": bought["key"],
            "paid_at": clock.moment(moment),
            "amount": draw.decimals(returned).cast(pl.Decimal(12, 2)),
            "channel": draw.same("store", count),
            "clerk": world.employees(rng, count, "till"),
            "person_id": bought["person_id"],
            "night": fault.delay(world, "till", "receipt", key, moment, world.nights.of(moment)),
        }
    ).filter(pl.col("night") < len(world.nights))
    facts = rows.select(
        "person_id",
        purchase_id="receipt_id",
        status=pl.lit("paid"),
        occurred_at="paid_at",
        amount=pl.col("amount").cast(pl.Float64),
        delivered=world.day(rows["night"]),
    ).select("purchase_id", "person_id", "status", "occurred_at", "amount", "delivered")
    world.truth.add("purchase", facts, source="till")
    rows = fault.break_rows(world, "till", "receipt", "receipt_id", rows, FAULTS)
    for night, part in enumerate(fault.deliveries(world, "till", "receipt", "receipt_id", rows)):
        path = world.path(night, "till/receipt.parquet")
        part.select(COLUMNS).rechunk().write_parquet(path, row_group_size=100_000)
