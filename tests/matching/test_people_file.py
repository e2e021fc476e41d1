"""Any file of persons is read by the names that its columns bear."""

from pathlib import Path

import pytest

from benchmarks.people_file import read_rows, standard_people


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
    ],
)
def test_a_file_of_persons_becomes_comparison_keys(tmp_path: Path, text: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text, "utf-8")
    [row] = standard_people(read_rows(file), "DE").to_dicts()
    found = [row[key] for key in ("given_name_key", "surname_key", "birth_on", "email_key", "address_key", "city_key")]
    assert found == ["anna", "meier", "19800501", "anna@post.de", "7 garten weg", "ulm"]
    assert row["postal_code_key"] == "89073"


def test_chinese_columns_are_known(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("姓名,手机,出生日期,性别,城市\n王小明,138 0013 8000,1980年5月1日,男,上海市\n", "utf-8")
    [row] = standard_people(read_rows(file), "CN").to_dicts()
    found = [row[key] for key in ("name_hanzi", "phone_key", "birth_on", "sex", "city_key")]
    assert found == ["王小明", "+8613800138000", "19800501", "male", "shanghai"]
