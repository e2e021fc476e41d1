"""Files made to break readers are equal to their published truth, or refused with a reason; never silently altered."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources.landing import SourceRefused
from tests.flows.sources.deliver import deliver

SharedData = Callable[[str], Path]

# What must be refused, and how: whole, or the one line of data.
WHOLE = {"bad-header-no-header", "bad-header-wrong-header"}
LINE = {
    "bad-header-less-fields",
    "bad-header-more-fields",
    "bad-missing-quote",
    "bad-quotes-with-unescaped-quote",
    "bad-unescaped-quote",
}


def test_every_file_of_csv_spectrum_is_landed_as_its_truth(shared_data: SharedData, tmp_path: Path) -> None:
    files = sorted((shared_data("csv_torture") / "csv_spectrum" / "csvs").glob("*.csv"))
    assert len(files) == 12
    files.remove(files[0].parent / "location_coordinates.csv")
    for file in files:
        truth = json.loads((file.parents[1] / "json" / f"{file.stem}.json").read_text("utf-8"))
        truth = truth if isinstance(truth, list) else [truth]
        content = file.read_bytes()
        if file.stem.endswith("_crlf") and b"\r" not in content:  # the copy at hand has lost its carriage returns
            content = content.replace(b"\n", b"\r\n")
        came = deliver(tmp_path, content, list(truth[0]))
        assert came.rows == [list(row.values()) for row in truth], file.name
        assert came.rejected == []


def test_a_quote_inside_an_unquoted_field_is_rejected_since_readers_disagree(
    shared_data: SharedData, tmp_path: Path
) -> None:
    file = shared_data("csv_torture") / "csv_spectrum" / "csvs" / "location_coordinates.csv"
    lines = file.read_text("utf-8").splitlines()
    physical = {f"c{place}": name for place, name in enumerate(lines[0].split(","))}
    came = deliver(tmp_path, file, list(physical), physical_names=physical)
    assert (came.rows, [(line, raw) for line, _, raw in came.rejected]) == ([], [(2, lines[1])])


def test_every_valid_file_of_csv_test_data_is_landed_as_its_truth(shared_data: SharedData, tmp_path: Path) -> None:
    folder = shared_data("csv_torture") / "csv_test_data"
    files = sorted(path for path in (folder / "csv").glob("*.csv") if not path.stem.startswith("bad-"))
    assert len(files) == 18
    for file in files:
        truth = json.loads((folder / "json" / f"{file.stem}.json").read_text("utf-8"))
        has_header = file.stem.startswith("header-")
        if has_header:
            rows, columns = [list(row.values()) for row in truth], ["foo", "bar", "baz"]
        else:
            rows, columns = truth, [f"c{place}" for place in range(len(truth[0]))]
        came = deliver(tmp_path, file, columns, options={"header": has_header}, may_be_empty=True)
        assert came.rows == rows, file.name
        assert came.rejected == []


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_file_without_the_declared_header_is_refused(shared_data: SharedData, tmp_path: Path, name: str) -> None:
    file = shared_data("csv_torture") / "csv_test_data" / "csv" / f"{name}.csv"
    with pytest.raises(SourceRefused):
        deliver(tmp_path, file, ["foo", "bar", "baz"])


@pytest.mark.parametrize("name", sorted(LINE))
def test_a_broken_line_is_rejected_and_counted(shared_data: SharedData, tmp_path: Path, name: str) -> None:
    file = shared_data("csv_torture") / "csv_test_data" / "csv" / f"{name}.csv"
    came = deliver(tmp_path, file, ["foo", "bar", "baz"])
    assert (came.rows, [line for line, _, _ in came.rejected]) == ([], [2])
    assert came.rejected[0][2] == file.read_text("utf-8").splitlines()[1]


def test_no_bad_file_is_left_out(shared_data: SharedData) -> None:
    folder = shared_data("csv_torture") / "csv_test_data" / "csv"
    assert {path.stem for path in folder.glob("bad-*.csv")} == WHOLE | LINE


def naughty(shared_data: SharedData) -> list[str]:
    found: list[str] = json.loads((shared_data("csv_torture") / "naughty_strings" / "blns.json").read_text("utf-8"))
    return found


def test_naughty_strings_come_through_csv_untouched(shared_data: SharedData, tmp_path: Path) -> None:
    words = naughty(shared_data)
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["id", "word"], *([str(place), word] for place, word in enumerate(words))])
    came = deliver(tmp_path, buffer.getvalue().encode(), ["id", "word"])
    kept = {int(str(place)): word for place, word in came.rows}
    with_nul = {place for place, word in enumerate(words) if "\0" in word}
    assert kept == {place: word for place, word in enumerate(words) if place not in with_nul}
    assert len(came.rejected) == len(with_nul)


def test_naughty_strings_come_through_json_untouched(shared_data: SharedData, tmp_path: Path) -> None:
    words = naughty(shared_data)
    lines = "\n".join(json.dumps({"word": word}, ensure_ascii=place % 2 == 0) for place, word in enumerate(words))
    came = deliver(tmp_path, lines.encode(), ["word"], "ndjson")
    assert [row[0] for row in came.rows] == words
    assert came.rejected == []


def test_formulas_are_landed_as_the_text_that_they_are(shared_data: SharedData, tmp_path: Path) -> None:
    payload = (shared_data("csv_torture") / "csv_injection" / "csv-payload.txt").read_text("utf-8").splitlines()
    came = deliver(
        tmp_path, "\n".join(payload).encode(), ["cell"], options={"header": False, "quote": "", "delimiter": "\t"}
    )
    assert [row[0] for row in came.rows] == payload


def test_the_dirty_hospital_differs_from_the_clean_one_in_509_cells(shared_data: SharedData, tmp_path: Path) -> None:
    folder = shared_data("dirty") / "hospital"
    with (folder / "dirty.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    physical = {f"c{place}": name for place, name in enumerate(header)}
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    dirty, clean = (
        deliver(tmp_path / place, folder / name, list(physical), physical_names=physical)
        for place, name in (("a", "dirty.csv"), ("b", "clean.csv"))
    )
    assert len(dirty.rows) == len(clean.rows) == 1000
    differ = sum(a != b for x, y in zip(dirty.rows, clean.rows, strict=True) for a, b in zip(x, y, strict=True))
    assert differ == 509
