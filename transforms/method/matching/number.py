"""Tax and identity numbers as comparison keys."""

import re
from types import ModuleType

import polars as pl
from stdnum import luhn
from stdnum.at import uid
from stdnum.be import vat as be_vat
from stdnum.cn import ric, uscc
from stdnum.de import vat as de_vat
from stdnum.es import nif
from stdnum.fr import siren
from stdnum.gb import vat as gb_vat
from stdnum.it import iva
from stdnum.nl import btw
from stdnum.us import ssn

# Country and kind: the checks of which one must pass. A country that is not here is not checked.
CHECKS: dict[tuple[str, str], tuple[ModuleType, ...]] = {
    ("CN", "organisation"): (uscc,),
    ("CN", "person"): (ric, uscc),
    ("US", "person"): (ssn,),
    ("DE", "organisation"): (de_vat,),
    ("FR", "organisation"): (siren,),
    ("GB", "organisation"): (gb_vat,),
    ("IT", "organisation"): (iva,),
    ("ES", "organisation"): (nif,),
    ("AT", "organisation"): (uid,),
    ("BE", "organisation"): (be_vat,),
    ("NL", "organisation"): (btw,),
    ("CA", "person"): (luhn,),
}

CHINESE_IDENTITY = r"\d{17}[\dX]"


def number_keys(numbers: pl.DataFrame) -> pl.Series:
    """Letters and digits of each row of `number`, `country` (ISO code), `party_type`; NULL when its checksum fails."""
    key = pl.col("number").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    rows = numbers.select(key.alias("number"), "country", "party_type")
    distinct = rows.unique().filter(pl.col("number") != "").drop_nulls("number")
    valid = [_is_valid(number, country, party_type) for number, country, party_type in distinct.iter_rows()]
    kept = distinct.filter(pl.Series(valid, dtype=pl.Boolean)).with_columns(pl.col("number").alias("number_key"))
    on = ["number", "country", "party_type"]
    return rows.join(kept, on=on, how="left", nulls_equal=True, maintain_order="left")["number_key"]


def _is_valid(number: str, country: str | None, party_type: str | None) -> bool:
    # A Chinese identity number tells two people apart for good, so its check digit counts wherever it is written.
    if party_type == "person" and re.fullmatch(CHINESE_IDENTITY, number):
        country = "CN"
    checks = CHECKS.get((country or "", party_type or ""), ())
    return not checks or any(check.is_valid(number) for check in checks)
