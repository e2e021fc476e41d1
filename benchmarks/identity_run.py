"""The steps of a night that find who is who, run on records in memory."""

from datetime import date

import duckdb
import polars as pl

from expectations.catalog import tables
from expectations.setting import SETTINGS
from transforms.method.matching.partition import clusters
from transforms.method.matching.weighing import weighed_pairs
from warehouse import ddl, engine
from warehouse.graph import engine_steps
from warehouse.night import ANTI_JOIN_CURE, told

THRESHOLD = {setting.name: setting.default for setting in SETTINGS}
PAIRS_PER_RECORD = float(THRESHOLD["pairs_per_record"])
MERGE_PROBABILITY = float(THRESHOLD["merge_probability"])
TODAY = date(2026, 6, 30)

# The steps of a night that lead from records as their sources write them to customers.
STEPS = tuple(f"identity.{n}" for n in ("standard_record", "suspect_value", "match_model", "identity_pair", "record"))


def database(standard: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory that holds these standardised records, their placeholders, and an empty night before."""
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    con.execute(f"attach ':memory:' as last_night; set preserve_insertion_order = false; {ANTI_JOIN_CURE}")
    con.execute("set enable_progress_bar = false")
    for step in (engine_steps()[name] for name in STEPS):
        for name in {step.table, *step.inputs, *step.last_night}:
            con.execute(ddl.create_table(tables()[name]))
            con.execute(ddl.create_table(tables()[name], catalog="last_night"))
    values = list(told(TODAY, "CNY", "UTC", {}))
    con.execute(f"insert into ops.setting values ({', '.join('?' * len(values))})", values)
    con.register("standard", engine.arrow(standard))
    con.execute("create or replace table identity.standard_record as from standard")
    con.unregister("standard")
    con.execute(f"insert into identity.suspect_value by name {engine_steps()['identity.suspect_value'].text}")
    return con


def matched(con: duckdb.DuckDBPyConnection, frozen: pl.DataFrame) -> pl.DataFrame:
    """One row a record: source, party_key, cluster; the night's pairs are left in the table `pair`."""
    con.register("model", engine.arrow(frozen))
    pairs = con.sql(weighed_pairs(con, "person", PAIRS_PER_RECORD, TODAY, only_changes=False, model_table="model")).pl()
    con.register("pair", engine.arrow(pairs))
    return clusters(con.sql("select source, party_key from identity.standard_record").pl(), pairs, MERGE_PROBABILITY)
