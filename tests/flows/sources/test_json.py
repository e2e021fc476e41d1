"""JSON: numbers and nesting as written, and only the broken line is lost to the quarantine."""

import json
from pathlib import Path

import pytest

from expectations.table import Column
from flows.sources.landing import SourceRefused
from tests.flows.sources.deliver import deliver


def lines(*written: str) -> bytes:
    return "\n".join(written).encode()


def test_every_value_is_the_text_that_was_written(tmp_path: Path) -> None:
    came = deliver(
        tmp_path,
        lines(
            '{"a": 12345678901234.56780, "b": true, "c": "张伟\\n", "d": [1.50, {"x": null}]}',
            '{"a": 1e3}',
            '{"a": null, "b": "null"}',
        ),
        ["a", "b", "c", "d"],
        "ndjson",
    )
    assert came.rows == [
        ["12345678901234.56780", "true", "张伟\n", '[1.50, {"x": null}]'],
        ["1e3", None, None, None],
        [None, "null", None, None],
    ]


def test_a_line_that_is_no_object_costs_itself_only(tmp_path: Path) -> None:
    good = '{"a": "x"}'
    bad = [
        '{"a": "x"',
        '{"a": NaN}',
        "[1]",
        '{"a": 1, "a": 2}',
        '{"a": "\\ud800"}',
        '{"a": 1} x',
        '{"a":' + "[" * 70 + "]" * 70 + "}",
    ]
    came = deliver(tmp_path, lines(good, *bad, "", good), ["a"], "ndjson")
    assert (came.rows, came.lines) == ([["x"], ["x"]], [1, 10])
    assert [(line, raw) for line, _, raw in came.rejected] == list(enumerate(bad, 2))
    assert [reason for _, reason, _ in came.rejected][2:4] == [
        "The line is not an object.",
        "The line gives a key twice.",
    ]


def test_a_byte_that_is_no_text_costs_its_line(tmp_path: Path) -> None:
    content = lines(*['{"a": "张伟"}'] * 20) + b'\n{"a": "\xff"}\n'
    came = deliver(tmp_path, content, ["a"], "ndjson")
    assert (len(came.rows), [line for line, _, _ in came.rejected]) == (20, [21])


def test_a_document_of_one_long_line_is_read(tmp_path: Path) -> None:
    content = json.dumps([{"a": "茶" * 100}] * 20_000, ensure_ascii=False).encode()
    assert len(content) > 5 * 1024 * 1024
    assert deliver(tmp_path, content, ["a"], "json").landed.landed == 20_000


def test_a_document_is_read_at_the_path_of_its_rows(tmp_path: Path) -> None:
    document = {"data": {"people": [{"id": 1, "name": {"given": "伟"}}, 7, {"id": 2}]}}
    came = deliver(
        tmp_path,
        json.dumps(document, ensure_ascii=False).encode("gb18030"),
        ["id", "given"],
        "json",
        physical_names={"given": "name.given"},
        options={"records": "data.people", "encoding": "gb18030"},
    )
    assert (came.rows, came.lines) == ([["1", "伟"], ["2", None]], [1, 3])
    assert came.rejected == [(2, "It is no object.", "7")]


def test_a_key_that_holds_a_dot_is_found_as_written(tmp_path: Path) -> None:
    came = deliver(tmp_path, b'[{"a.b": 1}]', ["x"], "json", physical_names={"x": "a.b"})
    assert came.rows == [["1"]]


@pytest.mark.parametrize(
    ("content", "form", "said"),
    [
        (b'{"a": 1, "b": 2}', "ndjson", "does not declare `b`"),
        (b'{"x.y": 1}', "ndjson", "does not declare `x.y`"),
        (b'{"c": 1}', "ndjson", "does not declare `c`"),
        (b"", "ndjson", "It holds no rows"),
        (b"", "json", "It holds no rows"),
        (b"[]", "json", "It holds no rows"),
        (b'{"a": 1}', "json", "There is no array of rows"),
        (b'[{"a": 1},\n{"a" 2}]', "json", "It is not JSON from line 2 on"),
        (b'[{"a": 1, "a": 2}]', "json", "gives a key twice"),
        (b"[" * 100 + b"]" * 100, "json", "nested deeper than 64"),
        ("[{}]".encode("utf-16"), "json", "declare `encoding: utf-16`"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_cure(tmp_path: Path, content: bytes, form: str, said: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        deliver(tmp_path, content, ["a"], form)
    assert said in str(refused.value)


def test_a_required_key_that_no_row_has_is_a_missing_column(tmp_path: Path) -> None:
    required = Column("phone", "VARCHAR", "", required=True)
    with pytest.raises(SourceRefused, match="`phone` is missing from every row. Did you mean `fone`"):
        deliver(tmp_path, b'{"fone": 1}', [required], "ndjson", options={"extra_columns": "ignore"})


def test_a_path_to_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="nothing at `records: data.people`"):
        deliver(tmp_path, b'{"data": {}}', ["a"], "json", options={"records": "data.people"})
