"""Delimited text: any sign, any encoding, and only the broken line is lost to the quarantine."""

import csv
import gzip
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import text
from flows.sources.landing import SourceDown, SourceRefused
from tests.flows.sources.deliver import deliver

PEOPLE = "no;name\n1;张伟\n2;Zoë\n3;김민수\n"
ROWS = [["1", "张伟"], ["2", "Zoë"], ["3", "김민수"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_gives_the_same_text(tmp_path: Path, encoding: str) -> None:
    came = deliver(tmp_path, PEOPLE.encode(encoding), ["no", "name"], options={"delimiter": ";", "encoding": encoding})
    assert came.rows == ROWS


@pytest.mark.parametrize(
    ("encoding", "name"), [("gbk", "张伟"), ("cp949", "김민수"), ("big5", "張偉"), ("latin-1", "Zoë")]
)
def test_an_encoding_of_one_country_is_read(tmp_path: Path, encoding: str, name: str) -> None:
    came = deliver(tmp_path, f"name\n{name}\n".encode(encoding), ["name"], options={"encoding": encoding})
    assert came.rows == [[name]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "~", "||", "::", "¬", "，", "\x01"])
def test_every_delimiter_is_kept_inside_quotes(tmp_path: Path, delimiter: str) -> None:
    content = f'a{delimiter}b\n"1{delimiter}2"{delimiter}3\n4{delimiter}\n'
    came = deliver(tmp_path, content.encode(), ["a", "b"], options={"delimiter": delimiter})
    assert came.rows == [[f"1{delimiter}2", "3"], ["4", ""]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(tmp_path: Path, end: str) -> None:
    came = deliver(tmp_path, f'a,b{end}1,"x"{end}2,{end}'.encode(), ["a", "b"])
    assert (came.rows, came.lines) == ([["1", "x"], ["2", ""]], [2, 3])


def test_an_escape_other_than_a_second_quote(tmp_path: Path) -> None:
    content = b'a,b\n"say \\"hi\\"","back\\\\slash"\n"un""true",x\nc:\\temp,y\n'
    came = deliver(tmp_path, content, ["a", "b"], options={"escape": "\\"})
    assert came.rows == [['say "hi"', "back\\slash"]]
    assert [line for line, _, _ in came.rejected] == [3, 4]


def test_text_without_quoting_keeps_its_quotes(tmp_path: Path) -> None:
    came = deliver(tmp_path, b'a\tb\n12" pipe\t"x\n', ["a", "b"], options={"delimiter": "\t", "quote": ""})
    assert came.rows == [['12" pipe', '"x']]


def test_lines_before_the_header_comments_and_blank_lines_are_no_rows(tmp_path: Path) -> None:
    content = b'report of "today\n\n# by hand\na,b\n1,2\n# "no row\n\n3,4\n'
    came = deliver(tmp_path, content, ["a", "b"], options={"skip_lines": 2, "comment": "#"})
    assert (came.rows, came.lines, came.rejected) == ([["1", "2"], ["3", "4"]], [5, 8], [])


def test_columns_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    came = deliver(
        tmp_path, "姓名,编号\n张伟,1\n".encode(), ["no", "name"], physical_names={"no": "编号", "name": "姓名"}
    )
    assert came.rows == [["1", "张伟"]]


def test_a_delimiter_too_many_or_too_few_shifts_nothing(tmp_path: Path) -> None:
    came = deliver(tmp_path, b"a,b,c\n1,2,3\n1,2,3,4\n1,2\n4,5,6\n", ["a", "b", "c"])
    assert came.rows == [["1", "2", "3"], ["4", "5", "6"]]
    assert [(line, raw) for line, _, raw in came.rejected] == [(3, "1,2,3,4"), (4, "1,2")]
    assert came.rejected[0][1] == "The line has 4 fields where 3 are declared."


def test_an_open_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    content = b'a,b\n1,"open\n2,"x"\n3,"two\nlines"\n4,"again open\n5,plain\n'
    came = deliver(tmp_path, content, ["a", "b"])
    assert came.rows == [["2", "x"], ["3", "two\nlines"], ["5", "plain"]]
    assert came.lines == [3, 4, 7]
    assert [line for line, _, _ in came.rejected] == [2, 6]


def test_a_byte_that_is_no_text_costs_its_own_line_only(tmp_path: Path) -> None:
    good = "".join(f"{place},张伟\n" for place in range(30)).encode("gb18030")
    content = b"no,name\n" + good + b"x,\xff\xff\n" + b'y,"\xff\n' + good
    came = deliver(tmp_path, content, ["no", "name"], options={"encoding": "gb18030"})
    assert len(came.rows) == 60
    assert [line for line, _, _ in came.rejected] == [32, 33]


def test_a_nul_and_a_lone_carriage_return_cost_their_line(tmp_path: Path) -> None:
    came = deliver(tmp_path, b'a,b\n1,x\x00y\n2,x\ry\n3,"x\ry"\n', ["a", "b"])
    assert came.rows == [["3", "x\ry"]]
    assert [line for line, _, _ in came.rejected] == [2, 3]


def test_half_a_character_in_utf_16_costs_its_line(tmp_path: Path) -> None:
    rows = "".join(f"{place},张伟\n" for place in range(20)).encode("utf-16-le")
    content = "no,name\n".encode("utf-16-le") + rows + b"x\x00,\x00\x00\xd8\n\x00" + rows
    came = deliver(tmp_path, content, ["no", "name"], options={"encoding": "utf-16-le"})
    assert (len(came.rows), [line for line, _, _ in came.rejected]) == (40, [22])


def test_a_compressed_file_is_read_like_the_plain_one(tmp_path: Path) -> None:
    came = deliver(tmp_path, gzip.compress(PEOPLE.encode()), ["no", "name"], options={"delimiter": ";"})
    assert came.rows == ROWS


@pytest.mark.parametrize(
    ("content", "columns", "options", "said"),
    [
        (None, ["a"], {}, "There is no file file"),
        (b"", ["a"], {}, "It is empty"),
        (b"a,b\n", ["a", "b"], {}, "It holds no rows"),
        (b"a,b\n1,2\n", ["a", "b", "phone"], {}, "The column `phone` is missing"),
        (b"a,b\n1,2\n", ["a"], {}, "The contract does not declare `b`"),
        (b"a,a\n1,2\n", ["a"], {}, "Two columns are called `a`"),
        (b'a,"b\n1,2\n', ["a", "b"], {}, "Its header is malformed"),
        (PEOPLE.encode("gb18030"), ["no", "name"], {"delimiter": ";"}, "declare the right `encoding`"),
        (PEOPLE.encode("utf-16"), ["no", "name"], {"delimiter": ";"}, "declare `encoding: utf-16`"),
        (PEOPLE.encode("utf-16")[:-1], ["no", "name"], {"encoding": "utf-16"}, "half a character"),
        (b"a\n1\n", ["a"], {"encoding": "klingon"}, "There is no encoding `klingon`"),
        (b"a\n1\n", ["a"], {"encoding": "rot13"}, "There is no encoding"),
        (b"a\n1\n", ["a"], {"delimiter": '"'}, "The delimiter is"),
        (b"a\n1\n", ["a"], {"quote": "“"}, "`quote` is not one sign"),
        (gzip.compress(PEOPLE.encode(), mtime=0)[:-9], ["no", "name"], {"delimiter": ";"}, "damaged or cut off"),
        (b"a\n" + b"x" * (text.LINE_BYTES + 1), ["a"], {}, "longer than 1 MiB"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_cure(
    tmp_path: Path, content: bytes | None, columns: list[str], options: dict[str, object], said: str
) -> None:
    with pytest.raises(SourceRefused) as refused:
        deliver(tmp_path, content, columns, options=options)
    assert str(refused.value).startswith("shop.customer: ")
    assert said in str(refused.value)
    assert "张伟" not in str(refused.value)
    assert not list((tmp_path / "var").rglob("*.parquet*"))


def test_a_missing_file_is_a_source_that_is_down(tmp_path: Path) -> None:
    with pytest.raises(SourceDown):
        deliver(tmp_path, None, ["a"])


def test_a_new_column_may_be_ignored_and_no_rows_may_be_meant(tmp_path: Path) -> None:
    assert deliver(tmp_path, b"a,b\n1,2\n", ["a"], options={"extra_columns": "ignore"}).rows == [["1"]]
    for nothing in (b"", b"a\n"):
        came = deliver(tmp_path, nothing, ["a"], may_be_empty=True)
        assert (came.rows, came.rejected) == ([], [])


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "RATIO_FREE_BYTES", 100_000)
    with pytest.raises(SourceRefused, match="unpacks to more than 200 times"):
        deliver(tmp_path, gzip.compress(b"a\n" + b"1\n" * 1_000_000), ["a"])


cells = st.text(st.sampled_from('ab张ë ,;"\n\r\t#\\'), max_size=5)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=12),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(1, 40),
)
def test_whatever_is_written_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[list[str]], quoting: Literal[0, 1], end: str, block: int
) -> None:
    monkeypatch.setattr(text, "BLOCK_BYTES", block)
    if quoting == csv.QUOTE_MINIMAL and end == "\n":  # this writer leaves a carriage return bare
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=quoting, lineterminator=end).writerows([["a", "b", "c"], *rows])
    came = deliver(tmp_path, buffer.getvalue().encode(), ["a", "b", "c"])
    assert came.rows == rows
    assert came.rejected == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(st.sampled_from('a,"\n\r'), max_size=40), block=st.integers(1, 20))
def test_whatever_comes_is_read_as_the_strict_reader_does_or_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, block: int
) -> None:
    monkeypatch.setattr(text, "BLOCK_BYTES", block)
    content = content.replace("\r", "\r\n")
    came = deliver(tmp_path, b"x,y\n" + content.encode(), ["x", "y"], may_be_empty=True)
    if not came.rejected:
        strict = csv.reader(io.StringIO(content, newline=""), strict=True)
        assert came.rows == [row for row in strict if row]
    lines = content.count("\n") + (not content.endswith("\n"))
    assert all(2 <= line <= 1 + lines for line, _, _ in came.rejected)
