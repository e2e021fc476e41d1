"""Each fault that somebody can write into a company's folder is refused by `validate`, with file, line and cure."""

from pathlib import Path
from typing import NamedTuple

import pytest

from flows.cli import command
from flows.init import write_company


class Planted(NamedTuple):
    """A text in a file, what is written in its place, the line that is told, and parts of what is said."""

    file: str
    old: str
    new: str
    line: int
    said: str
    cure: str


PARTY, CONTACT, PURCHASE = "sources/crm/party.sql", "sources/crm/contact_point.sql", "sources/till/purchase.sql"
CRM, TILL = "sources/crm/contract.yaml", "sources/till/contract.yaml"
SEGMENTS, LETTER, AGREED = "segments.yaml", "releases/newsletter.sql", "releases/newsletter.yaml"

MAPPINGS = [
    Planted(PARTY, "'person' as", "'persoon' as", 4, "`persoon` is no word of `party_type`.", "Did you mean `person`?"),
    Planted(
        PARTY,
        "'person' as",
        "case when city = '上海' then 'human' else 'person' end as",
        4,
        "`human` is no word of `party_type`.",
        "organisation, person",
    ),
    Planted(PARTY, "'person' as", "upper('person') as", 4, "`PERSON` is no word of `party_type`.", "`person`?"),
    Planted(
        PARTY, "'person' as", "null as", 4, "The required column `party_type` is given as nothing.", "Give a value"
    ),
    Planted(CONTACT, "'email' as", "'e-mail' as", 12, "`e-mail` is no word of `contact_type`.", "`email`?"),
    Planted(CONTACT, "'address' as", "coalesce(null, 'adress') as", 20, "`adress` is no word", "`address`?"),
    Planted(
        PARTY,
        "select\n  customer_no as party_key,\n  'person' as party_type,\n  name as full_name,\n  birth_on,\n"
        "  registered_on as acquired_on\nfrom crm.customer",
        "with c as (select *, 'firm' as kind from crm.customer)\n"
        "select customer_no as party_key, kind as party_type from c",
        2,
        "`firm` is no word of `party_type`.",
        "organisation, person",
    ),
    Planted(PURCHASE, "'crm' as", "'sakla' as", 4, "There is no source `sakla`.", "Known are crm, till."),
    Planted(PURCHASE, "'sale' as", "'sold' as", 6, "`sold` is no word of `kind`.", "Known are refund, sale."),
    Planted(
        PURCHASE,
        "paid_at as",
        "'gestern' as",
        7,
        "The constant of `occurred_at` is not a moment.",
        "as ISO 8601 writes",
    ),
    Planted(PARTY, "birth_on,", "may_mail as birth_on,", 6, "`birth_on` is given as BOOLEAN", "Give it as DATE."),
    Planted(PARTY, "registered_on as", "1 as", 7, "`acquired_on` is given as INTEGER", "Give it as DATE."),
    Planted(
        PARTY, "birth_on,", "cast(name as date) as birth_on,", 6, "not a day or moment ends the night", "`try_cast"
    ),
    Planted(
        PURCHASE,
        "receipt_no as",
        "row_number() over (order by 1)::varchar as",
        3,
        "`row_number() over (...)` has no order",
        "the key",
    ),
    Planted(
        PARTY,
        "from crm.customer",
        "from crm.customer, (with recursive r as (select 1 as n union all select n + 1 from r) select n from r)",
        3,
        "It does not come to an end on a handful of rows.",
        "an end.",
    ),
    Planted(
        PURCHASE, "receipt_no as", "cast(random() as varchar) as", 3, "`random` gives another result", "columns of"
    ),
    Planted(PURCHASE, "receipt_no as", "cast(uuid() as varchar) as", 3, "`uuid` gives another result", "columns of"),
    Planted(PURCHASE, "paid_at as", "now() as", 7, "`now` gives another result each night.", "Read a day or moment"),
    Planted(PARTY, "registered_on as", "current_date as", 7, "`current_date` gives another result", "a day or moment"),
    Planted(PARTY, "registered_on as", "today() as", 7, "`today` gives another result each night.", "a day or moment"),
    Planted(
        PURCHASE,
        "receipt_no as",
        "cast(row_number() over () as varchar) as",
        3,
        "`row_number() over (...)` has no order",
        "as `order by` the key",
    ),
    Planted(
        PARTY,
        "name as full_name",
        "first_value(name) over (partition by city) as full_name",
        5,
        "`first_value() over (...)` has no order",
        "as `order by` the key",
    ),
    Planted(PARTY, "from crm.customer", "from crm.customer using sample 3", 3, "A sample takes other rows", "Take all"),
    Planted(
        PARTY, "from crm.customer", "from crm.customer limit 3", 8, "`limit` or `distinct on` without", "`order by`"
    ),
    Planted(PARTY, "name as", "nosuch(name) as", 5, "There is no function `nosuch`.", "manual of DuckDB"),
    Planted(PARTY, "name as", "nmae as", 5, "nmae", ""),
    Planted(PARTY, "name as full_name", "max(name) as full_name", 3, "`customer_no` is not grouped by.", "Group by it"),
    Planted(
        CONTACT,
        ",\n  null as city\nfrom crm.customer\nwhere email",
        "\nfrom crm.customer\nwhere email",
        11,
        "differ in width",
        "same",
    ),
    Planted(
        PARTY, "from crm.customer", "from crm.customer where mobile > 5", 8, "It compares VARCHAR with", "`try_cast"
    ),
    Planted(PARTY, "name as", "upper(birth_on) as", 5, "`upper(DATE)` cannot be worked out", "Cast"),
    Planted(PARTY, "name as", "name + 1 as", 5, "cannot be worked out of these types.", "Cast"),
    Planted(PARTY, "birth_on,", "birth_on,,", 6, "not SQL that can be read", "Look at the words"),
]

QUALITY = "      - {metric: rowCount, mustBeGreaterThan: 0, severity: critical}\n"


def rule(text: str) -> str:
    """The rule of the template with another one after it, on line 22 of the file."""
    return QUALITY + text


OURS = '      - {{type: custom, engine: shopkeeper, severity: warning, description: it holds, implementation: "{}"}}\n'
FIGURE = '      - {{type: sql, severity: warning, description: it holds, mustBeGreaterThan: 0, query: "{}"}}\n'
FOREIGN = (
    "      - {{type: custom, engine: greatExpectations, severity: warning, description: it holds, "
    "implementation: {}}}\n"
)

RULES = [
    Planted(CRM, QUALITY, rule(OURS.format("no > 0) or (1=1")), 22, "is not SQL that can be read.", "one condition"),
    Planted(CRM, QUALITY, rule(OURS.format("name is not null -- 姓名")), 22, "holds a comment.", "one condition"),
    Planted(CRM, QUALITY, rule(OURS.format("count(*) > 0")), 22, "is about a row, and adds rows up.", "type: sql"),
    Planted(
        CRM,
        QUALITY,
        QUALITY.replace("severity", "unit: percnt, severity"),
        21,
        "There is no unit `percnt`",
        "`percent`?",
    ),
    Planted(TILL, "physicalName: receipt.csv", 'physicalName: "{tomorrow}.csv"', 18, "names no day.", "`{today}`"),
    Planted(CRM, QUALITY, rule(OURS.format("nosuch > 0")), 22, "There is no column `nosuch` here.", "Known are"),
    Planted(CRM, QUALITY, rule(OURS.format("nama is not null")), 22, "no column `nama` here.", "Did you mean `name`?"),
    Planted(CRM, QUALITY, rule(OURS.format("length(name)")), 22, "is neither true nor false.", "Compare it"),
    Planted(CRM, QUALITY, rule(OURS.format("name > 5")), 22, "It compares VARCHAR with", "`try_cast"),
    Planted(
        CRM, QUALITY, rule(OURS.format("cast(name as int) > 5")), 22, "not a whole number ends the night", "`try_cast"
    ),
    Planted(CRM, QUALITY, rule(OURS.format("registered_on <= now()")), 22, "`now` gives another result", "a day or"),
    Planted(
        CRM,
        QUALITY,
        rule(OURS.format("name in (select name from crm.customer)")),
        22,
        "a query of its own",
        "type: sql",
    ),
    Planted(
        CRM, QUALITY, rule(OURS.format("name is not null; select 1")), 22, "not SQL that can be read", "one condition"
    ),
    Planted(
        CRM, QUALITY, rule(FIGURE.format("select count(nosuch) from {table}")), 22, "no column `nosuch`", "Known are"
    ),
    Planted(
        CRM, QUALITY, rule(FIGURE.format("select count(*) from till.receipt")), 22, "reads `till.receipt`", "own object"
    ),
    Planted(
        CRM, QUALITY, rule(FIGURE.format("select name from {table}")), 22, "does not give one number", "one number"
    ),
    Planted(
        CRM, QUALITY, rule(FIGURE.format("select count(*) from {table} group by city")), 22, "give one row", "GROUP BY"
    ),
    Planted(CRM, QUALITY, rule(FIGURE.format("delete from {table}")), 22, "This is not a SELECT.", "Write one SELECT"),
    Planted(
        CRM,
        QUALITY,
        rule(
            "      - {metric: duplicateValues, arguments: {properties: [name, shoe]}, mustBe: 0, severity: warning}\n"
        ),
        22,
        "`customer` has no column `shoe`.",
        "Known are",
    ),
    Planted(
        CRM, '"^[^@ ]+@[^@ ]+$"', '"^([^@ ]+@"', 39, "A constant or a value cannot be used here.", "Look at patterns"
    ),
    Planted(TILL, "{minimum: 0}", "{minimum: zero}", 44, "`minimum` cannot be `zero`.", "of the type of the column"),
    Planted(
        CRM,
        "      - {property: delivery, value: snapshot}",
        '      - {property: delivery, value: snapshot}\n      - {property: date_formats, value: ["%Q"]}',
        20,
        "`%Q` in `%Q` is not read.",
        "Write it as strptime does",
    ),
]

EXPECTATIONS = [
    Planted(
        CRM, QUALITY, rule(FOREIGN.format("{type: expect_stars_to_be_right}")), 22, "cannot be evaluated", "name of"
    ),
    Planted(
        CRM,
        QUALITY,
        rule(FOREIGN.format("{type: expect_column_values_to_not_be_null, kwargs: {columns: name}}")),
        22,
        "The rule 'it holds' cannot be evaluated.",
        "its arguments",
    ),
    Planted(
        CRM,
        QUALITY,
        rule(FOREIGN.format("{type: expect_column_values_to_not_be_null, kwargs: {column: nama}}")),
        22,
        "`customer` has no column `nama`.",
        "Did you mean `name`?",
    ),
]

CUSTOMERS = [
    Planted(SEGMENTS, "purchases >= 3", "stage = 'declien'", 4, "`declien` is no word of `stage`.", "`decline`?"),
    Planted(SEGMENTS, "purchases >= 3", "party_type in ('persoon')", 4, "`persoon` is no word of", "`person`?"),
    Planted(SEGMENTS, "purchases >= 3", "purchase >= 3", 4, "There is no column purchase.", "Did you mean purchases?"),
    Planted(SEGMENTS, "purchases >= 3", "purchases", 4, "The condition is", "Compare it with something."),
    Planted(SEGMENTS, "purchases >= 3", "stage > 5", 4, "compares what cannot be compared", "Look at the types"),
    Planted(SEGMENTS, "purchases >= 3", "random() > 0.5", 4, "is not among the functions", "Take it out"),
    Planted(SEGMENTS, "purchases >= 3", "cast(stage as int) = 1", 4, "cannot be worked out for", "`try_cast`"),
]

RELEASES = [
    Planted(LETTER, "  full_name,\n", "  nosuch,\n", 4, "There is no column `nosuch` here.", "Known are"),
    Planted(LETTER, "identity.customer", "identity.customers", 6, "no table `identity.customers`", "identity.customer"),
    Planted(LETTER, "  full_name,\n", "", 1, "NOT_MINIMISED", "Select exactly the `columns` of the agreement"),
    Planted(
        LETTER, "  full_name,\n", "  uuid() as full_name,\n", 4, "`uuid` gives another result", "columns of the row"
    ),
    Planted(LETTER, "  full_name,\n", "  national_id as full_name,\n", 1, "GRADE", "raise `highest_grade`"),
    Planted(
        LETTER, "where email is", "where party_type = 'persoon' and email is", 7, "`persoon` is no word", "`person`?"
    ),
    Planted(AGREED, "marketing_email", "nonsense", 4, "purposes.yaml has no purpose `nonsense`.", "Known are"),
    Planted(
        AGREED, "mode: activation", "taget: csv\nmode: activation", 5, "There is no key `taget` here.", "`target`?"
    ),
    Planted(AGREED, 'version: "1"', 'version: "1"\nphones: [mobile]', 7, "is not among the columns.", "full_name"),
]

SETTINGS = [
    Planted("shopkeeper.toml", 'country = "CN"', "merge_probability = 2", 8, "`merge_probability`", "from 0.5 to 1"),
    Planted("shopkeeper.toml", 'country = "CN"', 'trusted_sources = "prospekt"', 8, "`prospekt`", "crm, till"),
    Planted("purposes.yaml", "lawful_basis: consent", "lawful_basis: wish", 4, "`wish`", "legitimate_interest"),
    Planted("plays.yaml", "channel: email", "channel: e-mail", 8, "`e-mail`", "email"),
]

ALL = [*MAPPINGS, *RULES, *CUSTOMERS, *RELEASES, *SETTINGS]


def refused(folder: Path, plant: Planted, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Lines that `validate` prints of the folder with the fault in it."""
    file = folder / plant.file
    text = file.read_text("utf-8")
    assert plant.old in text
    file.write_text(text.replace(plant.old, plant.new, 1), "utf-8")
    assert command(["validate", "--company", str(folder)]) == 2
    return capsys.readouterr().err.removeprefix("shopkeeper: ").splitlines()


@pytest.mark.parametrize("plant", ALL, ids=lambda plant: f"{plant.file}: {plant.new.strip()[:40]}")
def test_each_planted_fault_is_told_with_file_line_and_cure(
    plant: Planted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(write_company("茶馆", tmp_path / "tea_house"), plant, capsys)
    place = f"{plant.file}:{plant.line}: "
    assert [line for line in told if line.startswith(place) and plant.said in line and plant.cure in line], told


def test_a_column_that_the_wide_row_has_already_is_told_beside_a_fault_of_a_segment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_company("茶馆", tmp_path / "tea_house")
    (folder / "measures").mkdir()
    columns = "columns:\n  - {name: stage, type: VARCHAR, meaning: A word., grade: internal}\n"
    (folder / "measures/mood.yaml").write_text(f"sentence: One row a customer.\ngrain: customer\n{columns}", "utf-8")
    (folder / "measures/mood.sql").write_text("select customer_id, party_type as stage from identity.customer", "utf-8")
    assert command(["validate", "--company", str(folder)]) == 2
    told = capsys.readouterr().err
    assert "measures/mood.yaml:4: `stage` is a column of segment.customer_360 already." in told


@pytest.mark.parametrize("text", ["", "-- 无\n"])
def test_a_release_without_a_statement_is_told_so(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_company("茶馆", tmp_path / "tea_house")
    (folder / LETTER).write_text(text, "utf-8")
    assert command(["validate", "--company", str(folder)]) == 2
    assert f"{LETTER}:1: There is no statement. Write one SELECT." in capsys.readouterr().err


def test_what_a_contract_promises_of_one_column_leaves_the_others_to_be_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_company("茶馆", tmp_path / "tea_house")
    contract, party = folder / CRM, folder / PARTY
    listed = "physicalName: 姓名\n        enum: [{value: 王芳}, {value: 李娜}]\n"
    contract.write_text(contract.read_text("utf-8").replace("physicalName: 姓名\n", listed, 1), "utf-8")
    cast = "mobile::date as birth_on,"
    party.write_text(party.read_text("utf-8").replace("birth_on,", cast, 1), "utf-8")
    assert command(["validate", "--company", str(folder)]) == 2
    assert f"{PARTY}:6: A value that is not a day or moment ends the night here." in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("plant", EXPECTATIONS, ids=lambda plant: plant.said)
def test_an_expectation_that_cannot_be_evaluated_is_told(
    plant: Planted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(write_company("茶馆", tmp_path / "tea_house"), plant, capsys)
    place = f"{plant.file}:{plant.line}: "
    assert [line for line in told if line.startswith(place) and plant.said in line and plant.cure in line], told


def test_all_faults_of_reader_and_binding_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_company("茶馆", tmp_path / "tea_house")
    (folder / "notes.txt").write_text("remember the milk", "utf-8")
    for plant in (SETTINGS[0], MAPPINGS[0], CUSTOMERS[0], RELEASES[0]):
        file = folder / plant.file
        file.write_text(file.read_text("utf-8").replace(plant.old, plant.new, 1), "utf-8")
    assert command(["validate", "--company", str(folder)]) == 2
    told = capsys.readouterr().err
    for place in ("shopkeeper.toml:8", f"{PARTY}:4", f"{SEGMENTS}:4", f"{LETTER}:4", "notes.txt"):
        assert f"{place}: " in told
