"""Pseudonyms: ids under a key that only we and one recipient's releases share."""

from __future__ import annotations

import hmac

import polars as pl

# RFC 2104: a key shorter than the digest weakens it.
SHORTEST_KEY_BYTES = 32
# 128 of the 256 bits: two of a thousand million ids meet with a chance below 2 in 10**21.
DIGITS = 32


def keyed_ids(values: pl.Series, key: bytes, domain: str) -> pl.Series:
    """The pseudonym of each value, 32 hexadecimal digits: HMAC-SHA-256 (RFC 2104) cut to 128 bits; NULL stays NULL.

    A plain hash of a phone number is undone by hashing every number there is; a keyed one is not. One key a
    recipient keeps two recipients from joining their files, and `domain` (what kind of id this is) keeps two kinds of
    equal text apart. Equal values have equal pseudonyms. ValueError for a short key or a domain with a NUL.
    """
    if len(key) < SHORTEST_KEY_BYTES:
        raise ValueError(f"a key has at least {SHORTEST_KEY_BYTES} bytes")
    if "\0" in domain:
        raise ValueError("a domain holds no NUL: it parts the domain from the value")
    prefix = domain.encode() + b"\0"
    text = values.cast(pl.String)
    distinct = text.drop_nulls().unique()
    digests = [hmac.digest(key, prefix + value.encode(), "sha256").hex()[:DIGITS] for value in distinct]
    keyed = pl.DataFrame({"value": distinct, "keyed": pl.Series(digests, dtype=pl.String)})
    rows = text.to_frame("value").join(keyed, on="value", how="left", maintain_order="left")
    return rows["keyed"].alias(values.name)
