"""Bad input at the level of a night: a clear error and the last night stands, or quarantine; never a loss."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from expectations.company.state import Files
from flows.command.summary import print_outcome
from flows.init import write_company
from flows.refusal import exit_code
from tests.night_by_hand import bring, finish, night
from warehouse.published.outcome import outcome
from warehouse.published.query import ask

FIRST, SECOND = date(2026, 6, 29), date(2026, 6, 30)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def after_first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tea house, one night old, its state beside it."""
    company = write_company("茶馆", tmp_path_factory.mktemp("first") / "tea_house")
    with night(company, FIRST) as night_run:
        bring(night_run)
        finish(night_run)
    return company


@pytest.fixture
def tea_house(after_first_night: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(after_first_night, tmp_path / "tea_house")


def _live(company: Path) -> Path:
    return Files(company / "var" / "warehouse").live


def _print_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _edit(company: Path, file: str, change: Callable[[str], str]) -> None:
    path = company / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def _receipts(*lines: str) -> Callable[[Path], None]:
    """Receipts that come with the others."""
    return lambda company: _edit(company, "data/receipt.csv", lambda old: old + "".join(f"{line}\n" for line in lines))


def _customers(change: Callable[[str], str]) -> Callable[[Path], None]:
    return lambda company: _edit(company, "data/customer.csv", change)


def _customers_in(encoding: str) -> Callable[[Path], None]:
    def spoil(company: Path) -> None:
        path = company / "data" / "customer.csv"
        path.write_bytes(path.read_text("utf-8").encode(encoding))

    return spoil


def _without_mobile(text: str) -> str:
    return "".join(re.sub(r"1990\d{7},|手机,", "", line) for line in text.splitlines(keepends=True))


REFUSED = [
    pytest.param(
        lambda c: (c / "data" / "receipt.csv").unlink(),
        4,
        r"till\.receipt: There is no file \./receipt\.csv; check `path`, or say `may_be_absent`\.",
        id="missing file",
    ),
    pytest.param(
        lambda c: (c / "data" / "receipt.csv").write_bytes(b""),
        3,
        r"till\.receipt: \./receipt\.csv: It is empty, without even a header; say `may_be_empty`.*",
        id="empty file",
    ),
    pytest.param(
        _customers(lambda text: text.splitlines(keepends=True)[0]),
        3,
        r"crm\.customer: It holds no rows; say `may_be_empty` if that is meant\.",
        id="header only",
    ),
    pytest.param(
        _customers_in("gb18030"),
        3,
        r"crm\.customer: \./customer\.csv: .* are not utf-8; declare the right `encoding`\.",
        id="unreadable encoding",
    ),
    pytest.param(
        _customers(_without_mobile),
        3,
        r"crm\.customer: \./customer\.csv: The column `手机` is missing\. .*",
        id="missing column",
    ),
    pytest.param(
        _customers(lambda text: re.sub(r"(?m)$(?!\Z)", ",是", text).replace("登记日,是", "登记日,会员")),
        3,
        r"crm\.customer: \./customer\.csv: The contract does not declare `会员`; .*`extra_columns: ignore`\.",
        id="new column",
    ),
    pytest.param(
        lambda c: _edit(c, "sources/crm/contract.yaml", lambda text: text.replace("GreaterThan: 0", "GreaterThan: 20")),
        3,
        r"crm\.customer: '.*' does not hold",
        id="a critical figure",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "code", "sentence"), REFUSED)
def test_a_delivery_that_cannot_be_used_stops_the_night_and_the_last_one_stands(
    tea_house: Path, spoil: Callable[[Path], None], code: int, sentence: str
) -> None:
    before = _print_of(_live(tea_house))
    spoil(tea_house)
    with pytest.raises(Exception, match=".") as stopped, night(tea_house, SECOND) as night_run:
        bring(night_run)
    assert exit_code(stopped.value) == code
    assert re.fullmatch(sentence, str(stopped.value)), str(stopped.value)
    assert "张伟" not in str(stopped.value)
    assert _print_of(_live(tea_house)) == before


QUARANTINED = [
    pytest.param(
        _receipts("R0101;K001;2026-06-30 10:00:00;一百"),
        ("till", "receipt", "R0101", "amount is a number of at most 10 digits and 2 decimals"),
        id="wrong type",
    ),
    pytest.param(
        _receipts("R0102;K001;2026-06-30 10:00:00;9.00;茶"),
        ("till", "receipt", None, "The line has 5 fields where 4 are declared."),
        id="a delimiter too many",
    ),
    pytest.param(
        _receipts("R0001;K002;2025-01-04 10:12:00;1.00"),
        ("till", "receipt", "R0001", "the key appears once"),
        id="duplicate key",
    ),
    pytest.param(
        _receipts(";K001;2026-06-30 10:00:00;9.00"),
        ("till", "receipt", None, "receipt_no is filled"),
        id="no key",
    ),
    pytest.param(
        _receipts("R0103;K001;2062-06-30 10:00:00;9.00"),
        ("till", "core.purchase", "R0103", "occurred_at is not in the future"),
        id="future date",
    ),
    pytest.param(
        _receipts("R0104;K001;2026-13-45 10:00:00;9.00"),
        ("till", "receipt", "R0104", "paid_at is a moment"),
        id="no such day",
    ),
    pytest.param(
        _receipts("R0105;K999;2026-06-30 10:00:00;9.00"),
        ("till", "core.purchase", "R0105", "the party is known"),
        id="unknown customer",
    ),
    pytest.param(
        _receipts("R0106;K001;2026-06-30 10:00:00;-9.00"),
        ("till", "receipt", "R0106", "amount keeps to minimum 0"),
        id="out of range",
    ),
]


@pytest.mark.parametrize(("spoil", "refused"), QUARANTINED)
def test_a_broken_row_goes_to_quarantine_and_the_others_pass(
    tea_house: Path, spoil: Callable[[Path], None], refused: tuple[str | None, ...]
) -> None:
    spoil(tea_house)
    with night(tea_house, SECOND) as night_run:
        bring(night_run)
        con = night_run.night.con
        found = con.execute("select source, object, row_key, rule from ops.quarantine").fetchall()
        received, kept, quarantined, cursor = con.execute(
            "select received, kept, quarantined, cursor from ops.delivery where source = 'till'"
        ).fetchall()[0]
        purchases = con.execute("select count(*), sum(amount)::double from core.purchase").fetchall()
    assert found == [refused]
    assert (received, kept + quarantined) == (29, 29)
    assert purchases == [(28, 5246.5)]
    assert cursor < "2026-07"


def test_a_source_that_may_be_absent_leaves_its_figures_stale_and_the_result_says_which(
    tea_house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append = "- {property: delivery, value: append}"
    may = f"{append}\n      - {{property: may_be_absent, value: true}}"
    _edit(tea_house, "sources/till/contract.yaml", lambda text: text.replace(append, may))
    (tea_house / "data" / "receipt.csv").unlink()
    with night(tea_house, SECOND) as night_run:
        bring(night_run)
        finish(night_run)
        company = night_run.company
    told = outcome(company)
    assert told.night["verdict"] == "published_with_stale_sources"
    assert [(s["object"], s["feeds"]) for s in told.stale] == [("till.receipt", "core.purchase")]
    print_outcome(told, company)
    assert "stale: till.receipt" in capsys.readouterr().out
    query = "select is_stale, received, current_rows, stale_reason from ops.delivery where source = 'till'"
    assert ask(_live(tea_house), query).row(0)[:3] == (True, 0, 28)
    assert ask(_live(tea_house), "select sum(revenue)::double from value.summary").item() == pytest.approx(5246.5)


def test_the_cursor_moves_with_the_publication_alone(tea_house: Path) -> None:
    def cursor() -> str | None:
        with night(tea_house, SECOND) as night_run:
            return night_run.night.last_cursor("till", "receipt")

    before = cursor()
    _receipts("R0107;K001;2026-06-30 10:00:00;9.00")(tea_house)
    with pytest.raises(RuntimeError), night(tea_house, SECOND) as night_run:
        bring(night_run)
        moved = night_run.night.con.execute("select cursor from ops.delivery where source = 'till'").fetchall()[0][0]
        raise RuntimeError("the machine fails")
    assert moved == "2026-06-30 02:00:00"
    assert cursor() == before == "2025-12-06 01:50:00"
    with night(tea_house, SECOND) as night_run:
        bring(night_run)
        finish(night_run)
    assert ask(_live(tea_house), "select cursor from ops.delivery where source = 'till'").item() == moved
    assert ask(_live(tea_house), "select count(*) from core.purchase").item() == 29


def test_the_command_says_in_one_sentence_what_stopped_the_night(tea_house: Path) -> None:
    before = _print_of(_live(tea_house))
    _customers(lambda text: text.splitlines(keepends=True)[0])(tea_house)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    shopkeeper = str(Path(sys.executable).with_name("shopkeeper"))
    stopped = subprocess.run(
        [shopkeeper, "run", "--company", str(tea_house), "--today", str(SECOND)],
        capture_output=True, text=True, env=environment, timeout=300, check=False,
    )  # fmt: skip
    assert stopped.returncode == 3
    assert stopped.stderr == "shopkeeper: crm.customer: It holds no rows; say `may_be_empty` if that is meant.\n"
    assert _print_of(_live(tea_house)) == before
