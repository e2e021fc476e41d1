"""Any file of persons is read by the names that its columns bear."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.people_columns import recognised
from benchmarks.people_file import entities, standard_people
from benchmarks.table_file import read_rows


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Cust ID;First Name;LAST_NAME;Date of Birth;E-Mail Address;House No;Street;Town;Zip Code\n"
            "1;Anna;Meier;01.05.1980;ANNA@post.de;7;Garten Weg;Ulm;89073\n",
            id="a spreadsheet",
        ),
        pytest.param(
            "id,name,dob,email,address,city,postcode\n1,Anna Meier,1980-05-01,anna@post.de,7 Garten Weg,Ulm,89073\n",
            id="a whole name",
        ),
        pytest.param(
            "vorname|nachname|geburtsdatum|mail|strasse|hausnummer|ort|plz\n"
            "Anna|Meier|1980-05-01|anna@post.de|Garten Weg|7|Ulm|89073\n",
            id="German",
        ),
        pytest.param(
            "\ufefffname\tlname\tyob\tmob\tdob\temail1\taddr1\tlocality\tzip\n"
            "Anna\tMeier\t1980\t5\t1980-05-01\tanna@post.de\t7 Garten Weg\tUlm\t89073\n",
            id="tabs",
        ),
        pytest.param(
            "customerId,CustomerName,BirthDate,EmailAddress,HomeAddress,MailingCity,PostalCd\n"
            '1,"MEIER, Anna B.",5/1/1980,anna@post.de,"7 Garten Weg",Ulm,89073\n'
            '2,"Huber, Emil",12/31/1981,,,,\n',
            id="words written together, month first",
        ),
        pytest.param(
            "id,rec2_fname,rec2_lname,rec2_birth_year,rec2_birth_month,rec2_birth_day,cust.email,stNo,add1,areacode,town\n"
            "1,Anna,Meier,1980,5,1,anna@post.de,7,Garten Weg,89073,Ulm\n",
            id="prefixes and a date in parts",
        ),
        pytest.param(
            "Name;Vorname;D.O.B.;Mail;Anschrift\nMeier;Anna;29342;anna@post.de;Garten Weg 7, 89073 Ulm\n",
            id="family name under Name, the day of a spreadsheet, an address in one line",
        ),
        pytest.param(
            "Civilité,Nom de famille,Prénom,Date de naissance,Courriel,Adresse,Code postal,Ville\n"
            "Mme,MEIER,Anna,1 mai 1980,anna@post.de,7 Garten Weg,89073,Ulm\n",
            id="French",
        ),
        pytest.param(
            "nombre|primer_apellido|fecha_nacimiento|correo|calle|numero|ciudad|cp\n"
            "Anna|Meier|01/05/80|anna@post.de|Garten Weg|7|Ulm|89073\n",
            id="Spanish, a year of two digits",
        ),
    ],
)
def test_a_file_of_persons_becomes_comparison_keys(tmp_path: Path, text: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text, "utf-8")
    row = standard_people(read_rows(file), "DE").row(0, named=True)
    found = [row[key] for key in ("given_name_key", "surname_key", "birth_on", "email_key", "address_key", "city_key")]
    assert found == ["anna", "meier", "19800501", "anna@post.de", "7 garten weg", "ulm"]
    assert row["postal_code_key"] == "89073"


@pytest.mark.parametrize(
    "header",
    [
        "姓名,手机,出生日期,性别,城市",
        "客户姓名,联系电话,出生年月,性别,所在城市",
        "姓名,手機號碼,出生日期(西元),性別,居住城市",
    ],
)
def test_chinese_columns_are_known(tmp_path: Path, header: str) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(f"{header}\n王小明,138 0013 8000,1980年5月1日,男,上海市\n".encode("gb18030"))
    [row] = standard_people(read_rows(file)).to_dicts()
    found = [row[key] for key in ("name_hanzi", "phone_key", "birth_on", "sex", "city_key")]
    assert found == ["王小明", "+8613800138000", "19800501", "male", "shanghai"]


def columns(**values: list[str | None]) -> dict[str, list[str]]:
    return recognised(pl.DataFrame(values, schema=dict.fromkeys(values, pl.String)))


def test_what_belongs_to_another_person_or_to_the_record_is_not_read() -> None:
    told = columns(
        first_name=["Anna", "Emil"], last_name=["Meier", "Huber"], spouse_last_name=["Huber", "Meier"],
        employer_city=["Ulm", "Bonn"], customer_id=["1", "2"], id_number=["7", "8"], empty_city=[None, None],
    )  # fmt: skip
    assert told == {"given_name": ["first_name"], "surname": ["last_name"]}


def test_an_identity_number_is_read_when_records_share_one() -> None:
    assert columns(ssn=["7", "7"]) == {"national_id": ["ssn"]}


def test_a_name_without_a_family_name_beside_it_is_whole() -> None:
    assert columns(nome=["Anna Meier"]) == {"full_name": ["nome"]}
    assert columns(name=["Anna Meier"], vorname=["Anna"]) == {"full_name": ["name"], "given_name": ["vorname"]}


def test_of_two_phones_the_mobile_stands_and_the_other_fills_its_gaps() -> None:
    rows = pl.DataFrame({"home_phone": ["089 123456", "089 123456"], "mobile": ["0151 23456789", None]})
    assert standard_people(rows)["phone_key"].to_list() == ["+4915123456789", "+4989123456"]


def test_a_phone_of_no_country_is_its_digits() -> None:
    rows = pl.DataFrame({"phone": ["00-11 2233x9", "12", None]})
    assert standard_people(rows)["phone_key"].to_list() == ["001122339", None, None]


def test_an_age_stands_in_for_a_year_of_birth_where_nothing_else_is_told() -> None:
    ages = pl.DataFrame({"age": ["40", "41", None]})
    assert standard_people(ages)["birth_on"].to_list() == ["19800000", "19790000", None]
    assert standard_people(ages.with_columns(birth_year=pl.lit("1975")))["birth_on"].unique().to_list() == ["19750000"]


def test_beside_hombre_an_m_is_a_woman() -> None:
    assert standard_people(pl.DataFrame({"sexo": ["H", "M", "M"]}))["sex"].to_list() == ["male", "female", "female"]
    assert standard_people(pl.DataFrame({"gender": ["M", "F", "U"]}))["sex"].to_list() == ["male", "female", None]


def test_each_source_may_write_its_dates_its_own_way() -> None:
    rows = pl.DataFrame(
        {"source": ["us", "us", "eu", "eu"], "dob": ["12/31/1980", "01/02/1980", "31/12/1980", "01/02/1980"]}
    )
    assert standard_people(rows)["birth_on"].to_list() == ["19801231", "19800102", "19801231", "19800201"]


def test_the_truth_of_febrl_stands_in_the_ids_of_its_records() -> None:
    ids = pl.Series(["rec-12-org", "rec-12-dup-0", None])
    assert entities(ids).to_list() == ["rec-12", "rec-12", None]
    assert entities(pl.Series(["a-1", "a-2"])).to_list() == ["a-1", "a-2"]
