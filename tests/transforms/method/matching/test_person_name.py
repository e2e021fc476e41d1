"""Names of persons become keys: parts, orders, scripts, titles, couples."""

import polars as pl
import pytest

from transforms.method.matching.nickname import formal
from transforms.method.matching.person_name import name_keys


def keys(full: str | None = None, given: str | None = None, surname: str | None = None) -> tuple[str | None, ...]:
    rows = pl.DataFrame(
        {"full_name": [full], "given_name": [given], "surname": [surname]},
        schema={"full_name": pl.String, "given_name": pl.String, "surname": pl.String},
    )
    return name_keys(rows).select("given_name_key", "surname_key", "name_hanzi").row(0)


@pytest.mark.parametrize(
    ("full", "given", "surname"),
    [
        pytest.param("John Smith", "john", "smith", id="given name first"),
        pytest.param("Smith, John", "john", "smith", id="a comma puts the family name first"),
        pytest.param("SMITH John", "john", "smith", id="capitals mark the family name"),
        pytest.param("Dr. John A. Smith Jr.", "john", "smith", id="titles, initials and suffixes are left out"),
        pytest.param("Smith, John, Jr.", "john", "smith", id="a suffix behind a second comma"),
        pytest.param("Jan van der Berg", "jan", "vanderberg", id="particles belong to the family name"),
        pytest.param("Conor O’Brien", "conor", "obrien", id="an apostrophe is no letter"),
        pytest.param("Jean-Paul Sartre", "jean paul", "sartre", id="a double given name keeps both words"),
        pytest.param("José García", "jose", "garcia", id="accents do not matter"),
        pytest.param("Jürgen Groß", "jurgen", "gross", id="sharp s is two letters"),
        pytest.param("Ｊｏｈｎ　Ｓｍｉｔｈ", "john", "smith", id="full-width letters are letters"),
        pytest.param('Robert "Bob" Dole', "robert", "dole", id="a nickname in quotes is left out"),
        pytest.param("John & Mary Smith", "john", "smith", id="of a couple the first person"),
        pytest.param("John Smith and Mary Jones", "john", "smith", id="of two names the first"),
        pytest.param("Mr. and Mrs. John Smith", "john", "smith", id="a couple under one name"),
        pytest.param("Maria Huber c/o Peter Schmidt", "maria", "huber", id="who forwards the mail is not the person"),
        pytest.param("Madonna", "madonna", None, id="one word is a given name"),
        pytest.param("Mr. Köhler", None, "kohler", id="a courtesy before one word makes it the family name"),
        pytest.param("Sir Elton", "elton", None, id="other titles stand before given names"),
        pytest.param("", None, None, id="the empty name is none"),
        pytest.param(" - ", None, None, id="signs are no name"),
    ],
)
def test_a_name_in_letters_is_parted(full: str, given: str | None, surname: str | None) -> None:
    assert keys(full)[:2] == (given, surname)


@pytest.mark.parametrize(
    ("full", "given", "surname", "hanzi"),
    [
        pytest.param("张伟", "wei", "zhang", "张伟", id="simplified"),
        pytest.param("張偉", "wei", "zhang", "张伟", id="traditional"),
        pytest.param("张 伟", "wei", "zhang", "张伟", id="with a blank"),
        pytest.param("張偉先生", "wei", "zhang", "张伟", id="with an honorific"),
        pytest.param("小张", None, "zhang", "张", id="little Zhang"),
        pytest.param("老欧阳", None, "ouyang", "欧阳", id="old Ouyang"),
        pytest.param("张先生", None, "zhang", "张", id="an honorific behind the family name alone"),
        pytest.param("阿玉", None, None, None, id="a pet name says nothing that is sure"),
        pytest.param("小山", None, "shan", "山", id="two characters after 小 are a form of address"),
        pytest.param("欧阳修", "xiu", "ouyang", "欧阳修", id="a compound surname"),
        pytest.param("曾国藩", "guofan", "zeng", "曾国藩", id="曾 as a surname is zeng"),
        pytest.param("单雄信", "xiongxin", "shan", "单雄信", id="单 as a surname is shan"),
        pytest.param("解珍", "zhen", "xie", "解珍", id="解 as a surname is xie"),
        pytest.param("仇英", "ying", "qiu", "仇英", id="仇 as a surname is qiu"),
        pytest.param("区寄", "ji", "ou", "区寄", id="区 as a surname is ou"),
        pytest.param("朴树", "shu", "piao", "朴树", id="朴 as a surname is piao"),
        pytest.param("尉迟恭", "gong", "yuchi", "尉迟恭", id="尉迟 is yuchi"),
        pytest.param("吕布", "bu", "lu", "吕布", id="ü is written u"),
        pytest.param("Zhang Wei", "wei", "zhang", None, id="pinyin, family name first"),
        pytest.param("Wei Zhang", "wei", "zhang", None, id="pinyin, family name last"),
        pytest.param("zhang xiao ming", "xiaoming", "zhang", None, id="pinyin with parted syllables"),
        pytest.param("Xiao-Ming Zhang", "xiaoming", "zhang", None, id="pinyin with a hyphen"),
        pytest.param("Lv Bu", "bu", "lu", None, id="ü typed as v"),
        pytest.param("Lyu Bu", "bu", "lu", None, id="ü as passports write it"),
        pytest.param("田中 さくら", "さくら", "田中", None, id="Japanese is not read as Chinese"),
        pytest.param("김철수", "cheolsu", "kim", None, id="Korean, without a blank"),
        pytest.param("이 영희", "yeonghui", "lee", None, id="Korean, with a blank"),
    ],
)
def test_a_chinese_name_has_one_key_in_every_script_and_order(
    full: str, given: str | None, surname: str | None, hanzi: str | None
) -> None:
    assert keys(full) == (given, surname, hanzi)


def test_parts_that_the_source_declares_are_kept_as_parts() -> None:
    assert keys(given="Mary Ann", surname="van Dyke") == ("mary ann", "vandyke", None)
    assert keys(given="小明", surname="王") == ("xiaoming", "wang", "王小明")


@pytest.mark.parametrize(
    ("given", "surname", "found"),
    [
        pytest.param("Baby Boy", "Smith", (None, "smith"), id="a newborn"),
        pytest.param("Wife", "Miller", (None, "miller"), id="kinship"),
        pytest.param("FNU", "Khan", (None, "khan"), id="first name unknown"),
        pytest.param("Ana", "Unknown", ("ana", None), id="an unknown family name"),
        pytest.param("Son of", "House", (None, "house"), id="words that are names alone"),
        pytest.param("Son", "Nguyen", ("son", "nguyen"), id="Son is a name"),
        pytest.param("Rose", "Cousin", ("rose", "cousin"), id="Cousin is a family name"),
    ],
)
def test_a_word_that_says_that_nobody_knows_the_name_is_none(
    given: str, surname: str, found: tuple[str | None, str | None]
) -> None:
    assert keys(given=given, surname=surname)[:2] == found


def test_korean_parts_in_hangul_and_in_letters_have_one_key() -> None:
    assert keys(given="민준", surname="박")[:2] == ("minjun", "park")
    assert keys(given="Minjun", surname="Park")[:2] == ("minjun", "park")


def test_chinese_parts_in_the_wrong_columns_change_places() -> None:
    assert keys(given="Zhang", surname="Xiaoming")[:2] == ("xiaoming", "zhang")


def test_the_order_of_names_does_not_change_the_whole_key() -> None:
    rows = pl.DataFrame({"full_name": ["Li Wang", "Wang Li"], "given_name": [None] * 2, "surname": [None] * 2})
    found = name_keys(rows.cast(pl.String))["name_key"].to_list()
    assert found == ["li wang", "li wang"]


def test_familiar_forms_share_a_formal_name() -> None:
    names = pl.DataFrame({"name": ["bob", "robert", "kate", "catherine", "xiaoming"]})
    assert names.select(formal(pl.col("name"))).to_series().to_list() == ["robert"] * 2 + ["catherine"] * 2 + [
        "xiaoming"
    ]
