"""A contract: the manual's examples are read, every key is known, and every fault has its line and cure."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft201909Validator

from expectations.company.mapping import check_mapping
from expectations.contract.file import read_contract
from expectations.contract.option import OPTIONS
from expectations.contract.source_object import Contract, Rule
from expectations.problem import Findings, Problem

MANUAL = (Path(__file__).parents[3] / "docs" / "contracts.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```yaml contract (\w+)\n(.*?)```", MANUAL, re.DOTALL))

BASE = """\
apiVersion: v3.1.0
kind: DataContract
id: x
version: 1.0.0
servers:
  - {server: files, type: local, format: csv, path: crm}
schema:
  - name: customer
    customProperties:
      - {property: delivery, value: snapshot}
    properties:
      - {name: no, logicalType: string, primaryKey: true}
      - name: amount
        logicalType: number
        physicalType: decimal(18,2)
        classification: internal
"""


def read(text: str, source: str = "crm") -> Contract:
    contract, problems = read_contract(text, "contract.yaml", source)
    assert contract is not None, list(map(str, problems))
    return contract


def faults(text: str, source: str = "crm") -> list[Problem]:
    contract, problems = read_contract(text, "contract.yaml", source)
    assert contract is None
    return problems


def with_rule(rule: str, under: str = "object") -> Rule:
    indent = "    " if under == "object" else "        "
    block = f"{indent}quality:\n{indent}  - {rule}\n"
    return (
        read(BASE + block if under == "column" else BASE.replace("    properties:", block + "    properties:"))
        .objects[0]
        .rules[0]
    )


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_contract_of_the_manual_is_read(name: str) -> None:
    assert read(EXAMPLES[name], name).objects


def test_the_mapping_of_the_manual_fits_its_contract() -> None:
    found = re.search(r"```sql mapping (\w+) (\w+)\n(.*?)```", MANUAL, re.DOTALL)
    assert found is not None
    findings = Findings("party.sql")
    check_mapping(found[3], f"core.{found[2]}", read(EXAMPLES[found[1]], found[1]), findings)
    assert findings.problems == []


def test_the_manual_explains_every_custom_property() -> None:
    assert [name for name in OPTIONS if f"`{name}" not in MANUAL and f"property: {name}," not in MANUAL] == []


def test_a_contract_says_where_how_and_what() -> None:
    customer = read(EXAMPLES["crm"]).objects[0]
    assert (customer.table, customer.format, customer.location) == ("crm.customer", "csv", "{today}/crm/客户.csv")
    assert (customer.key, customer.delivery) == (("customer_no",), "snapshot")
    assert customer.physical_names == {"customer_no": "编号", "name": "姓名", "credit": "额度"}
    assert customer.options == {"delimiter": ";", "encoding": "gb18030", "null_words": ("NULL", "-", "无")}
    assert customer.retention == {"name": "P3Y"}
    kinds = {
        column.name: (column.type, column.role, column.classification, column.required) for column in customer.columns
    }
    assert kinds == {
        "customer_no": ("VARCHAR", "key", "internal", True),
        "name": ("VARCHAR", "direct_id", "confidential", True),
        "credit": ("DECIMAL(12,2)", "measure", "confidential", False),
    }
    assert [(rule.sentence, rule.predicate) for rule in customer.rules if rule.predicate] == [
        ("credit keeps to minimum 0", '"credit" is null or "credit" >= 0')
    ]


def test_a_database_is_a_table_or_a_query() -> None:
    sale, visit = read(EXAMPLES["shop"], "shop").objects
    assert (sale.cursor, sale.overlap, sale.may_be_absent, sale.may_be_empty) == ("ordered_at", "3 days", True, True)
    assert sale.options["table"] == "orders"
    assert sale.options["password"] == "${SHOP_PASSWORD}"
    assert "table" not in visit.options
    assert str(visit.options["query"]).startswith("select day")


def test_changes_say_which_rows_are_deletions() -> None:
    member, diary = read(EXAMPLES["loyalty"], "loyalty").objects
    assert (member.operation_column, member.delete_words) == ("op", ("delete", "D"))
    assert member.options["delimiter"] == "\t"
    assert (diary.location, diary.options) == ("loyalty/diary.json", {"records": "data.entries"})


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    text = BASE.replace(
        "value: snapshot}", "value: snapshot}\n      - {property: null_words, value: [NULL, NO, 010, 2026-01-01]}"
    )
    assert read(text).objects[0].options["null_words"] == ("NULL", "NO", "010", "2026-01-01")


@pytest.mark.parametrize(
    ("rule", "under", "wanted"),
    [
        ("{metric: rowCount, mustBeGreaterThan: 0, severity: critical}", "object", {"at_least": 1, "at_most": None}),
        ("{metric: rowCount, mustBeLessThan: 10, severity: error}", "object", {"at_least": None, "at_most": 9}),
        ("{metric: rowCount, mustBeBetween: [1, 5], severity: info}", "object", {"at_least": 1, "severity": "warning"}),
        ("{metric: nullValues, mustBe: 0, severity: critical}", "column", {"predicate": '"amount" is not null'}),
        (
            "{metric: nullValues, mustBeLessOrEqualTo: 5, unit: percent, severity: warning}",
            "column",
            {"predicate": '"amount" is not null', "minimum_share": 0.95},
        ),
        (
            "{metric: nullValues, mustBeLessThan: 4, severity: warning}",
            "column",
            {
                "query": 'select count(*) from crm.customer where not coalesce(("amount" is not null), false)',
                "at_most": 3,
            },
        ),
        (
            "{metric: missingValues, arguments: {missingValues: ['', N/A]}, mustBe: 0, severity: critical}",
            "column",
            {"predicate": "\"amount\" is not null and cast(\"amount\" as varchar) not in ('', 'N/A')"},
        ),
        (
            "{metric: invalidValues, arguments: {validValues: [a'b, NO]}, mustBe: 0, severity: critical}",
            "column",
            {"predicate": "\"amount\" is null or (cast(\"amount\" as varchar) in ('a''b', 'NO'))"},
        ),
        (
            "{metric: duplicateValues, mustBe: 0, severity: critical}",
            "column",
            {"expectation": "expect_column_values_to_be_unique", "arguments": {"column": "amount"}},
        ),
        (
            "{type: sql, description: d, query: 'select max({column}) from {table}', mustNotBe: 7, severity: warning}",
            "column",
            {
                "query": 'select count(*) from (select max("amount") from crm.customer) as figure(value) '
                "where value not between 7.0 and 7.0",
                "at_least": 1,
            },
        ),
        (
            "{type: custom, engine: shopkeeper, description: d, implementation: amount > 0, severity: critical}",
            "object",
            {"sentence": "d", "predicate": "amount > 0", "minimum_share": 1.0},
        ),
        (
            "{type: custom, engine: shopkeeper, description: d, severity: critical, "
            "implementation: {predicate: a > 0, minimum_share: 0.9}}",
            "object",
            {"predicate": "a > 0", "minimum_share": 0.9},
        ),
        (
            "{type: custom, engine: greatExpectations, severity: warning, "
            "implementation: {type: expect_column_max_to_be_between}}",
            "column",
            {"expectation": "expect_column_max_to_be_between", "arguments": {"column": "amount"}},
        ),
        (
            "{type: custom, engine: great-expectations, severity: warning, "
            'implementation: "type: expect_x\\nkwargs: {a: 1}"}',
            "object",
            {"expectation": "expect_x", "arguments": {"a": 1}},
        ),
    ],
)
def test_a_rule_of_the_standard_is_a_predicate_a_figure_or_an_expectation(
    rule: str, under: str, wanted: dict[str, object]
) -> None:
    made = with_rule(rule, under)
    assert {name: getattr(made, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("id: x", "idd: x", 3, "There is no key `idd` here. Did you mean `id`?"),
        ("- {name: no,", "- {nmae: no,", 12, "Did you mean `name`?"),
        ("value: snapshot", "value: snapshto", 10, "There is no delivery `snapshto`"),
        ("property: delivery", "property: delivry", 10, "Did you mean `delivery`?"),
        ("format: csv", "format: cvs", 6, "Did you mean `csv`?"),
        ("logicalType: string", "logicalType: sting", 12, "Did you mean `string`?"),
        ("physicalType: decimal(18,2)", "physicalType: money", 15, "does not say how exact it is"),
        ("classification: internal", "classification: secret", 16, "Known are confidential, internal"),
        ("        classification: internal\n", "", 13, "The column `amount` is not classified."),
        ("kind: DataContract", "kind: Contract", 2, "is not a contract"),
        ("apiVersion: v3.1.0", "apiVersion: v2.2.2", 1, "is not read"),
        ("version: 1.0.0", "version: 1.0.0\nversion: 2", 5, "`version` stands twice."),
        ("name: customer", "name: order", 8, "cannot be the name of an object"),
        (
            "path: crm",
            "path: crm, customProperties: [{property: password, value: abc}]",
            6,
            "A secret stands in the contract.",
        ),
        ("path: crm", "path: 'postgresql://a:b@c/d'", 6, "An address holds a password."),
        ("path: crm", "path: [crm]", 6, "does not fit"),
        (", path: crm", "", 6, "does not say `path`"),
        (
            "primaryKey: true",
            "primaryKey: true, quality: [{metric: nullValues, mustBe: 0}]",
            12,
            "how bad a failure is",
        ),
        (
            "primaryKey: true",
            "primaryKey: true, quality: [{metric: nulls, mustBe: 0, severity: info}]",
            12,
            "no metric `nulls`",
        ),
        ("primaryKey: true", "primaryKey: true, quality: [{metric: nullValues, severity: info}]", 12, "has no bound"),
        ("primaryKey: true", "primaryKey: true, logicalTypeOptions: {minLenght: 1}", 12, "Did you mean `minLength`?"),
        ("value: snapshot}", "value: append}", 10, "needs a cursor"),
        ("physicalType: decimal(18,2)", "physicalType: decimal(60,2)", 15, "38 digits at most"),
        (
            "classification: internal\n",
            "classification: internal\n        logicalTypeOptions: {minimum: 10, maximum: 1}\n",
            17,
            "No value keeps to minimum 10 and maximum 1.",
        ),
        (
            "classification: internal\n",
            "classification: internal\n        enum: []\n",
            17,
            "The list of values is empty.",
        ),
        (
            "classification: internal\n",
            "classification: public\n        customProperties: [{property: role, value: direct_id}]\n",
            16,
            "A column of the role direct_id is not public.",
        ),
        (
            "value: snapshot}",
            "value: snapshot}\n      - {property: cursor, value: amuont}",
            11,
            "Did you mean `amount`?",
        ),
        ("value: snapshot}", "value: snapshot}\n      - {property: sheet, value: a}", 11, "means nothing for csv"),
        (
            "value: snapshot}",
            "value: snapshot}\n      - {property: may_be_empty, value: 'yes'}",
            11,
            "is not true or false",
        ),
        ("id: x", "id: [", 5, "This is not YAML"),
    ],
)
def test_every_fault_has_its_line_and_cure(old: str, new: str, line: int, said: str) -> None:
    assert BASE.count(old) >= 1
    found = faults(BASE.replace(old, new, 1))
    assert any(said in str(problem) for problem in found), list(map(str, found))
    assert line in [problem.line for problem in found if said in str(problem)]
    assert all(problem.sentence.endswith(".") and problem.fix for problem in found)


def test_all_faults_are_told_at_once() -> None:
    text = (
        BASE.replace("id: x", "idd: x")
        .replace("logicalType: string", "logicalType: sting")
        .replace("snapshot", "whole")
    )
    assert len(faults(text)) == 4  # the key that nobody knows, the one that is missing, the type, the delivery


@pytest.mark.parametrize("source", ["core", "select", "Shop", "1st", "last_night", "a-b"])
def test_a_source_has_a_name_of_its_own(source: str) -> None:
    assert "cannot be the name of a source" in str(faults(BASE, source)[0])


def test_a_secret_never_comes_back_in_a_sentence() -> None:
    text = BASE.replace("path: crm", "path: crm, customProperties: [{property: password, value: geheim}]")
    assert not any("geheim" in str(problem) for problem in faults(text))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_standard_itself_accepts_every_contract_of_the_manual(name: str) -> None:
    schema = json.loads((files("open_data_contract_standard") / "schema.json").read_text("utf-8"))
    given = yaml.safe_load(EXAMPLES[name])
    assert [error.message for error in Draft201909Validator(schema).iter_errors(given)] == []
