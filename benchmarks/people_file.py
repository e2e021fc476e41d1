"""Any table of persons in the shape that matching reads."""

import polars as pl

from benchmarks.address_line import line_parts
from benchmarks.birth_date import birth_key
from benchmarks.people_columns import KNOWN_AS, recognised
from benchmarks.phone_country import likely_country
from transforms.method.matching.phone import e164
from transforms.method.matching.standardise import standard_keys, with_parts
from transforms.method.matching.text import blank_to_null, folded

SEX = {
    word: sex
    for sex, words in {
        "male": "m male man mr herr h hr homme hombre masculino masculin mannlich uomo maschio senor sr monsieur 1 "
        "男 男性 先生",
        "female": "f female woman mrs ms miss mme mlle frau fr w v vrouw femme mujer femenino feminin weiblich donna "
        "femmina senora sra srta madame mademoiselle 2 女 女性 女士 小姐",
    }.items()
    for word in words.split()
}  # fmt: skip
INPUT = (
    "source", "party_key", "party_type", "full_name", "given_name", "surname", "name_prefix", "organisation_name",
    "birth_on", "sex", "tax_id", "national_id", "website", "email", "phone", "street", "city", "region", "postal_code",
    "country",
)  # fmt: skip
# An age was told on a day that the file does not name; any one year makes of equal ages equal years.
YEAR_OF_AGES = 2020


def standard_people(rows: pl.DataFrame, country: str | None = None) -> pl.DataFrame:
    """Standardised records of `rows` in their order; party_key is the row's number, birth_on eight digits.

    A file's own birth dates are kept as digits even where no calendar has them. Phones are read as those of `country`,
    by default of the one in whose plan most of them are; one that is in no plan is its digits.
    """
    columns = recognised(rows)
    people = rows.select(
        pl.coalesce(columns[name]).alias(name) if name in columns else pl.lit(None, pl.String).alias(name)
        for name in KNOWN_AS
    )
    people = people.with_columns(
        pl.col("source").fill_null("file"), pl.col("country").fill_null(pl.lit(country, pl.String))
    )
    if not {"city", "postal_code"} & set(columns):
        people = people.with_columns(line_parts(pl.col("street")))
    told = people.with_columns(
        pl.row_index().cast(pl.String).str.zfill(9).alias("party_key"),
        pl.lit("person").alias("party_type"),
        _joined("surname", "surname_2").alias("surname"),
        _sex(people).alias("sex"),
        _joined("house_number", "street", "unit").alias("street"),
        pl.col("place" if not people["city"].count() else "city").alias("city"),
    )
    absent = [pl.lit(None, pl.String).alias(name) for name in INPUT if name not in told.columns]
    phones = people.select("phone", pl.col("country").fill_null(pl.lit(likely_country(people["phone"]), pl.String)))
    digits = pl.col("phone").str.replace_all(r"[^\d]", "")
    keys = standard_keys(told.select(*told.columns, *absent).select(INPUT)).with_columns(
        people.select(_birth(columns).alias("birth_on")).to_series(),
        e164(phones)
        .fill_null(people.select(pl.when(digits.str.len_chars() > 6).then(digits)).to_series())
        .alias("phone_key"),
    )
    return with_parts(keys)


def _joined(*parts: str) -> pl.Expr:
    return blank_to_null(pl.concat_str(parts, separator=" ", ignore_nulls=True).str.strip_chars(" "))


def _birth(columns: dict[str, list[str]]) -> pl.Expr:
    """The best that the file tells: a date, its parts, or an age."""
    if "birth_on" in columns:
        return birth_key(pl.col("birth_on")).over("source")
    if "birth_year" in columns:
        date = pl.concat_str("birth_year", "birth_month", "birth_day", separator="-", ignore_nulls=True)
        return birth_key(pl.when(pl.col("birth_year").is_not_null()).then(date))
    return birth_key((YEAR_OF_AGES - pl.col("age").str.extract(r"^(\d{1,3})").cast(pl.Int32)).cast(pl.String))


def _sex(people: pl.DataFrame) -> pl.Expr:
    """male or female by the sex told or the salutation; beside an H (hombre) an M is a woman."""
    plain, title = (folded(pl.col(name)).str.strip_chars(".") for name in ("sex", "salutation"))
    is_spanish = people.select((plain == "h").any()).item()
    words = SEX | ({"m": "female"} if is_spanish else {})
    return pl.coalesce(
        plain.replace_strict(words, default=None, return_dtype=pl.String),
        title.replace_strict(SEX, default=None, return_dtype=pl.String),
    )


def entities(truth: pl.Series) -> pl.Series:
    """Who is who; FEBRL writes it into the ids of its records, `rec-12-org` and `rec-12-dup-0`."""
    febrl = truth.str.extract(r"^(.+)-(?:org|dup-?\d*)$")
    return truth if febrl.null_count() > truth.null_count() else febrl
