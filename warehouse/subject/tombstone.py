"""Keyed marks by which somebody who was erased is known again, and by which nobody else is."""

from typing import Any

import polars as pl

from transforms.method.disclosure.keyed_id import keyed_ids

# A number outlives its owner: it is given to somebody else. So a phone counts together with the name alone.
PHONE_DIGITS = 9  # the last ones; country codes and zeros before them are written or left out
STRONG_ALONE = ("email", "national_id", "tax_id")
PARTIES = "select source, party_key, full_name, national_id, tax_id from core.party"
CONTACTS = "select source, party_key, contact_type, value from core.contact_point where value is not null"
# A row that was refused never became a record of a party; its key may be one.
REFUSED = "select distinct source, row_key as party_key from ops.quarantine where row_key is not null"


def marks(con: Any) -> pl.DataFrame:
    """One row a record and a mark: source, party_key, kind, text; kind is record, phone, email, national_id, tax_id."""
    parties, contacts, refused = (con.sql(query).pl() for query in (PARTIES, CONTACTS, REFUSED))
    record = pl.concat([parties.select("source", "party_key"), refused]).unique()
    named = parties.select("source", "party_key", name=_folded("full_name")).drop_nulls()
    phone = (
        contacts.filter(pl.col("contact_type") == "phone")
        .join(named, on=["source", "party_key"])
        .with_columns(text=pl.col("value").str.normalize("NFKC").str.replace_all(r"\D", "").str.tail(PHONE_DIGITS))
        .filter(pl.col("text").str.len_chars() == PHONE_DIGITS)
        .with_columns(text=pl.concat_str("text", "name", separator="\x1f"))
    )
    email = contacts.filter(pl.col("contact_type") == "email").with_columns(text=_folded("value"))
    pieces = {
        "record": record.with_columns(text=pl.concat_str("source", "party_key", separator="\x1f")),
        "phone": phone,
        "email": email,
        **{name: parties.with_columns(text=_folded(name)) for name in ("national_id", "tax_id")},
    }
    listed = [rows.select("source", "party_key", pl.lit(kind).alias("kind"), "text") for kind, rows in pieces.items()]
    said: pl.DataFrame = pl.concat(listed).filter(pl.col("text").str.len_chars() > 0).unique()
    return said


def tombstones(con: Any, records: pl.DataFrame, key: bytes) -> list[str]:
    """Digests of the marks of the records (source, party_key); an address that others have as well is none of them."""
    found = marks(con)
    theirs = found.join(records, on=["source", "party_key"], how="semi")
    others = found.join(records, on=["source", "party_key"], how="anti").filter(pl.col("kind").is_in(STRONG_ALONE))
    return sorted(_digests(theirs.join(others, on=["kind", "text"], how="anti"), key)["digest"].unique())


def record_stones(records: pl.DataFrame, key: bytes) -> list[str]:
    """Digests by which the records (source, party_key) alone are known again."""
    texts = records.select(pl.concat_str("source", "party_key", separator="\x1f").alias("record")).to_series()
    return sorted(keyed_ids(texts, key, "record").unique())


def known_again(con: Any, stones: set[str], key: bytes) -> pl.DataFrame:
    """Records (source, party_key) of tonight that bear a mark of somebody erased, sorted."""
    if not stones:  # on most nights nobody was: no mark is made
        return pl.DataFrame(schema={"source": pl.String, "party_key": pl.String})
    found = _digests(marks(con), key).filter(pl.col("digest").is_in(list(stones)))
    return found.select("source", "party_key").unique().sort("source", "party_key")


def _digests(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    kinds = [rows.filter(pl.col("kind") == kind) for kind in sorted(rows["kind"].unique())]
    keyed = [part.with_columns(keyed_ids(part["text"], key, part["kind"][0]).alias("digest")) for part in kinds]
    return pl.concat(keyed) if keyed else rows.with_columns(digest=pl.lit(None, pl.String))


def _folded(name: str) -> pl.Expr:
    return pl.col(name).str.normalize("NFKC").str.strip_chars().str.to_lowercase()
