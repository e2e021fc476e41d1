"""Any file of persons in the shape that matching reads: columns are recognised by the names that such files use."""

from pathlib import Path

import polars as pl

from transforms.matching.birth_date import birth_key
from transforms.matching.standard import standardise

# Column of identity.record_input: names by which files call it, compared without signs and case.
KNOWN_AS = {
    "source": "source dataset sourcesystem datasource",
    "full_name": "name fullname fullnames personname customername contactname 姓名",
    "given_name": "givenname givennames firstname firstnames fname forename forenames fnamec1 first vorname prenom 名",
    "surname": "surname lastname lname familyname lnamec1 last nachname nom 姓",
    "birth_on": "dateofbirth birthdate dob birthday birthon bdate birth geburtsdatum datenaissance 出生日期 生日",
    "sex": "sex gender geschlecht sexe 性别",
    "email": "email emailaddress mail email1 emailaddress1 邮箱 电子邮件",
    "phone": "phone phonenumber mobile mobilephone mobilenumber telephone tel cell cellphone phone1 手机 电话",
    "city": "city suburb town locality municipality ort ville 城市",
    "region": "state province region county 省",
    "postal_code": "postcode zipcode zip postalcode plz pincode codepostal zip5 邮编",
    "country": "country countrycode countryiso",
    "national_id": "socsecid ssn nationalid idnumber socialsecuritynumber idcard 身份证 身份证号",
}
STREET_PARTS = (
    "streetnumber housenumber streetno houseno hausnummer",
    "address1 address street streetname streetaddress addressline1 street1 addr addr1 addressline strasse adresse 地址",
    "unitnumber unit address2 addressline2 apartment",
)
BIRTH_PARTS = ("by birthyear yob", "bm birthmonth mob", "bd birthday dayofbirth")
SEX = {"m": "male", "f": "female", "w": "female", "male": "male", "female": "female", "男": "male", "女": "female"}
INPUT = (
    "source", "party_key", "party_type", "full_name", "given_name", "surname", "name_prefix", "organisation_name",
    "birth_on", "sex", "tax_id", "national_id", "website", "email", "phone", "street", "city", "region", "postal_code",
    "country",
)  # fmt: skip


def read_rows(path: Path) -> pl.DataFrame:
    """Rows of a Parquet file, or of one with commas, semicolons, tabs or bars, as text; empty and NA values NULL."""
    if path.suffix == ".parquet":
        rows = pl.read_parquet(path).with_columns(pl.all().cast(pl.String))
    else:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        rows = pl.read_csv(path, infer_schema=False, separator=max(",;\t|", key=header.count))
    rows = rows.rename({name: name.strip() for name in rows.columns}).with_columns(pl.all().str.strip_chars())
    return rows.with_columns(pl.when(~pl.all().is_in(["", "NA"])).then(pl.all()))


def standard_people(rows: pl.DataFrame, country: str | None = None) -> pl.DataFrame:
    """Standardised records of `rows` in their order; party_key is the row's number, birth_on eight digits.

    A file's own birth dates are kept as digits even where no calendar has them.
    """
    squeezed = {"".join(c for c in name.lower() if c.isalnum()): name for name in rows.columns}

    def column(names: str) -> pl.Expr | None:
        return next((pl.col(squeezed[name]) for name in names.split() if name in squeezed), None)

    given = {target: found for target, names in KNOWN_AS.items() if (found := column(names)) is not None}
    street = [found for names in STREET_PARTS if (found := column(names)) is not None]
    birth = [found for names in BIRTH_PARTS if (found := column(names)) is not None]
    if street:
        given["street"] = pl.concat_str(street, separator=" ", ignore_nulls=True)
    if len(birth) == 3:
        given["birth_on"] = pl.concat_str(birth, separator="-")
    given["party_key"] = pl.row_index().cast(pl.String).str.zfill(9)
    given["party_type"] = pl.lit("person")
    given["source"] = given.get("source", pl.lit("file"))
    given["country"] = given.get("country", pl.lit(country, pl.String))
    told = rows.select([given.get(name, pl.lit(None, pl.String)).alias(name) for name in INPUT])
    told = told.with_columns(pl.col("sex").str.to_lowercase().replace_strict(SEX, default=None))
    return standardise(told).with_columns(birth_key(pl.col("birth_on")))
