"""Contact points, dates, addresses, companies and numbers become keys; what is not valid is NULL."""

from collections.abc import Callable

import polars as pl
import pytest

from benchmarks.address_line import line_parts
from benchmarks.birth_date import birth_key
from benchmarks.phone_country import likely_country
from expectations.catalog import tables
from tests.world import step_rows
from transforms.method.matching.address import address_key, city_key, postal_code_key
from transforms.method.matching.company_name import company_keys
from transforms.method.matching.email import email_key, own_domain
from transforms.method.matching.number import number_keys
from transforms.method.matching.phone import country_code, e164
from transforms.method.matching.standardise import KEYS, with_parts


def said(expression: Callable[..., pl.Expr], **columns: str | None) -> str | None:
    frame = pl.DataFrame({name: [value] for name, value in columns.items()}, schema=dict.fromkeys(columns, pl.String))
    found: str | None = frame.select(expression(*(pl.col(name) for name in columns))).item()
    return found


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Anna.Meier@Example.ORG", "anna.meier@example.org"),
        (" mailto:anna@post.de ", "anna@post.de"),
        ("anna+shop@post.de", "anna@post.de"),
        ("An.Na@googlemail.com", "anna@gmail.com"),
        ("ａｎｎａ＠post.de", "anna@post.de"),
        ("王@例子.中国", "王@例子.中国"),
        ("anna@localhost", None),
        ("anna at post.de", None),
        ("a@b@c.de", None),
        ("anna..meier@post.de", None),
    ],
)
def test_email(written: str, key: str | None) -> None:
    assert said(email_key, email=written) == key


@pytest.mark.parametrize(
    ("email", "website", "domain"),
    [
        ("info@acme.com", None, "acme.com"),
        ("acme@gmail.com", None, None),
        ("acme@qq.com", "https://www.acme.cn/de?x=1", "acme.cn"),
        (None, "acme.com:8080", "acme.com"),
    ],
)
def test_a_public_provider_is_no_domain_of_ones_own(email: str | None, website: str | None, domain: str | None) -> None:
    assert said(own_domain, email=email, website=website) == domain


@pytest.mark.parametrize(
    ("phone", "country", "key"),
    [
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+86-138-0013-8000", "US", "+8613800138000"),
        ("(020) 7946 0958", "GB", "+442079460958"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("12", "CN", None),
        ("call me", "CN", None),
        ("138 0013 8000", None, None),
        (None, "CN", None),
    ],
)
def test_phone(phone: str | None, country: str | None, key: str | None) -> None:
    rows = pl.DataFrame({"phone": [phone], "country": [country]}, schema={"phone": pl.String, "country": pl.String})
    assert e164(rows).item() == key


@pytest.mark.parametrize(
    ("phones", "country"),
    [
        (["13800138000", "138 0013 8001", "010-62345678", "12"], "CN"),
        (["(212) 555-0143", "415.555.2671", "+8613800138000"], "US"),
        (["030 123456", "0151 23456789"], "DE"),
        (["1", "22", "call me"], None),
        ([None], None),
    ],
)
def test_the_country_of_phones_is_the_one_in_whose_plan_most_of_them_are(
    phones: list[str | None], country: str | None
) -> None:
    assert likely_country(pl.Series(phones, dtype=pl.String)) == country


def test_a_country_is_known_by_code_and_by_name() -> None:
    assert [said(country_code, country=c) for c in ("cn", "中国", "UK", "Deutschland", "Atlantis")] == [
        "CN",
        "CN",
        "GB",
        "DE",
        None,
    ]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("1980-05-01", "19800501"),
        ("19800501", "19800501"),
        ("1980/5/1", "19800501"),
        ("1980年5月1日", "19800501"),
        ("01.05.1980", "19800501"),
        ("12/31/1980", "19801231"),
        ("1980-05-01 00:00:00", "19800501"),
        ("1980-13-45", "19801345"),
        ("1 May 1980", "19800501"),
        ("May 1st, 1980", "19800501"),
        ("01-MAI-80", "19800501"),
        ("14 juillet 1980", "19800714"),
        ("05/13/80", "19800513"),
        ("13/05/29", "20290513"),
        ("31121980", "19801231"),
        ("1051980", "19800501"),
        ("29342", "19800501"),
        ("1980-05", "19800500"),
        ("198005", "19800500"),
        ("May 1980", "19800500"),
        ("1980", "19800000"),
        ("in spring", None),
    ],
)
def test_birth_date(written: str, key: str | None) -> None:
    assert said(birth_key, text=written) == key


def test_a_date_that_may_be_read_either_way_is_read_as_most_of_its_column() -> None:
    american = pl.DataFrame({"date": ["01/02/1980", "12/31/1980", "31/12/1980", "12/30/1980"]})
    assert american.select(birth_key(pl.col("date"))).to_series().to_list()[:2] == ["19800102", "19801231"]
    runs = pl.DataFrame({"date": ["01021980", "12311980"]})
    assert runs.select(birth_key(pl.col("date"))).to_series().to_list() == ["19800102", "19801231"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Main Street", "12 main st."),
        ("Hauptstraße 7", "7 Hauptstr."),
        ("7 Mount Saint Road, Flat 2", "7 mt st rd apt 2"),
        ("人民路58号2单元", "人民路 58 號 2 單元"),
    ],
)
def test_two_writings_of_one_address_have_one_key(one: str, other: str) -> None:
    keys = address_key(pl.Series([one, other]))
    assert keys[0] is not None
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("7 Garten Weg, Ulm, 89073", ("7 Garten Weg", "Ulm", "89073")),
        ("Garten Weg 7, 89073 Ulm", ("Garten Weg 7", "Ulm", "89073")),
        ("12 Main St Apt 4\nSpringfield, IL 62704-1234", ("12 Main St Apt 4", "Springfield", "62704-1234")),
        ("5 High St, Flat 2, London SW1A 1AA", ("5 High St|Flat 2", "London", "SW1A 1AA")),
        ("12 Main St Springfield IL 62704", ("12 Main St Springfield IL", None, "62704")),
        ("12 Main St", ("12 Main St", None, None)),
        ("广东省深圳市科技路5号", ("科技路5号", "深圳市", None)),
        (None, (None, None, None)),
    ],
)
def test_an_address_in_one_line_is_parted(line: str | None, parts: tuple[str | None, str | None, str | None]) -> None:
    assert pl.DataFrame({"line": [line]}, schema={"line": pl.String}).select(line_parts(pl.col("line"))).row(0) == parts


def test_city_and_postal_code() -> None:
    assert city_key(pl.Series(["上海市", "Shanghai", "São Paulo", "St. Gallen", None])).to_list() == [
        "shanghai", "shanghai", "saopaulo", "stgallen", None,
    ]  # fmt: skip
    assert [said(postal_code_key, code=c) for c in ("SW1A 1AA", "10115", "12345-6789", " ")] == [
        "sw1a1aa",
        "10115",
        "12345",
        None,
    ]


@pytest.mark.parametrize(
    ("name", "key", "form"),
    [
        ("The Acme Corp., Inc.", "acme", "corp inc"),
        ("Müller & Söhne GmbH & Co. KG", "muller and sohne", "gmbh and co kg"),
        ("ACME S.p.A.", "acme", "spa"),
        ("上海晨光文具股份有限公司", "上海晨光文具", "股份有限公司"),
        ("上海晨光文具股份有限公司北京分公司", "上海晨光文具股份有限公司北京", "分公司"),
        ("騰訊科技（深圳）有限公司", "腾讯科技 深圳", "有限公司"),
        ("Limited", "limited", None),
        (None, None, None),
    ],
)
def test_company(name: str | None, key: str | None, form: str | None) -> None:
    assert company_keys(pl.Series([name], dtype=pl.String)).row(0) == (key, form)


@pytest.mark.parametrize(
    ("number", "country", "party_type", "key"),
    [
        ("11010519491231002x", "CN", "person", "11010519491231002X"),
        ("110105194912310021", "CN", "person", None),
        ("110105194912310021", "DE", "person", None),
        ("11010519491231002X", None, "person", "11010519491231002X"),
        ("9131 0000 6776 3326 6F", "CN", "organisation", None),
        ("DE 136 695 976", "DE", "organisation", "DE136695976"),
        ("DE 136 695 978", "DE", "organisation", None),
        ("78-A 5", None, "person", "78A5"),
        ("--", None, "person", None),
    ],
)
def test_a_number_whose_checksum_fails_is_none(
    number: str, country: str | None, party_type: str, key: str | None
) -> None:
    rows = pl.DataFrame(
        {"number": [number], "country": [country], "party_type": [party_type]},
        schema=dict.fromkeys(("number", "country", "party_type"), pl.String),
    )
    assert number_keys(rows).item() == key


def test_the_step_makes_the_declared_columns_and_keeps_every_record() -> None:
    rows = step_rows(
        "identity.standard_record",
        {
            "identity.record_input": """
            source | party_key | party_type   | full_name | organisation_name | email       | phone         | country
            crm    | 1         | person       | 王小明    |                   | XM@post.cn  | 138 0013 8000 | 中国
            crm    | 2         | organisation |           | Acme GmbH         | info@acme.de |              |
            """
        },
    )
    assert [(row["given_name_key"], row["organisation_key"], row["phone_key"]) for row in rows] == [
        ("xiaoming", None, "+8613800138000"),
        (None, "acme", None),
    ]
    assert set(rows[0]) == {column.name for column in tables()["identity.standard_record"].columns}


NOTHING_TOLD = dict.fromkeys(KEYS)


@pytest.mark.parametrize(
    ("keys", "parts"),
    [
        ({"given_name_key": "bob j"}, {"given_formal_key": "robert"}),
        ({"given_name_key": "xiao ming"}, {"given_formal_key": "xiao"}),
        ({"name_hanzi": "王小明"}, {"given_hanzi": "小明"}),
        ({"name_hanzi": "欧阳娜"}, {"given_hanzi": "娜"}),
        ({"name_hanzi": "王"}, {"given_hanzi": None}),
        ({"address_key": "7a haupt st"}, {"street_key": "haupt st", "house_number_key": "7a"}),
        ({"address_key": "haupt st 7 apt 3"}, {"street_key": "haupt st  apt 3", "house_number_key": "7"}),
        ({"address_key": "12"}, {"street_key": None, "house_number_key": "12"}),
        ({"address_key": "haupt st"}, {"street_key": "haupt st", "house_number_key": None}),
        ({"organisation_key": "vereinigtewerke nord"}, {"brand_key": "vereinigtewe"}),
    ],
)
def test_a_part_of_a_key_is_what_it_is_called(keys: dict[str, str], parts: dict[str, str | None]) -> None:
    row = with_parts(pl.DataFrame([NOTHING_TOLD | keys], schema=dict.fromkeys(KEYS, pl.String))).row(0, named=True)
    assert {name: row[name] for name in parts} == parts


@pytest.mark.parametrize("changed", KEYS)
def test_the_hash_of_a_record_changes_with_any_key(changed: str) -> None:
    rows = [NOTHING_TOLD, NOTHING_TOLD | {changed: "x"}, NOTHING_TOLD | {changed: ""}]
    hashes = with_parts(pl.DataFrame(rows, schema=dict.fromkeys(KEYS, pl.String)))["key_hash"]
    assert hashes.n_unique() == 3


def test_a_value_that_too_many_names_share_is_a_placeholder() -> None:
    names = "\n".join(f"crm | {n} | person | name{n} | name{n} | office@acme.de | +49301357{n:02} | " for n in range(7))
    rows = step_rows(
        "identity.suspect_value",
        {
            "identity.standard_record": f"""
            source | party_key | party_type | given_name_key | name_key | email_key | phone_key | number_key
            {names}
            crm | 90 | person | anna | anna | test@acme.de  | +493012345670 | 123456789
            crm | 91 | person | anna | anna | anna@acme.de  | +490000000000 | 11010519491231002X
            """
        },
    )
    assert [(row["kind"], row["value"]) for row in rows] == [
        ("email", "office@acme.de"),
        ("email", "test@acme.de"),
        ("number", "123456789"),
        ("phone", "+490000000000"),
        ("phone", "+493012345670"),
    ]
    assert rows[0]["evidence"] == "shared by 7 different names, more than 5"
