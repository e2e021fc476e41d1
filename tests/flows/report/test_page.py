"""The page about a night: complete, self-contained, private, the same twice, and readable."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from expectations.company import Company
from expectations.company.state import Files
from flows.report import write_report
from flows.report.page import SECTIONS
from tests.flows.report.published import CANARIES, NIGHT, PEOPLE, STANDING, bought, publish
from warehouse.published.query import QueryFailed, ask

VOID = {"meta", "link", "br", "img"}
DRAWN = {"path", "rect", "line"}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    facts = {**PEOPLE, **NIGHT, **STANDING, **bought()}
    return publish(tmp_path_factory.mktemp("state"), facts, clv_margin=0.28)


@pytest.fixture(scope="module")
def page(company: Company) -> str:
    return write_report(company).read_text("utf-8")


@pytest.fixture(scope="module")
def section(page: str) -> Callable[[str], str]:
    """The text of a section without marks, blanks folded."""

    def text(anchor: str) -> str:
        [found] = re.findall(rf'<section id="{anchor}".*?</section>', page, re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", found).split())

    return text


def test_every_section_of_a_full_night_has_something_to_say(page: str) -> None:
    assert re.findall(r'<section id="(\w+)"', page) == [anchor for anchor, *_ in SECTIONS]
    assert 'class="nothing"' not in page


def test_a_company_without_data_still_gets_a_page_that_says_so(tmp_path: Path) -> None:
    page = write_report(publish(tmp_path, {})).read_text("utf-8")
    for _, title, _, nothing in SECTIONS:
        assert f">{title}</h2>" in page
        assert f'<p class="nothing">{nothing}</p>' in page
    assert "<svg" not in page


def test_before_the_first_night_there_is_nothing_to_report(tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    with pytest.raises(QueryFailed, match="no night has been published"):
        write_report(Company(tmp_path, "a", "UTC", "CNY", tmp_path, tmp_path, {}))


def test_the_page_needs_nothing_from_outside(page: str) -> None:
    assert not re.findall(r"https?:|//\w|<script|<link|<img|<iframe|@import|url\(|\bsrc=|javascript:", page, re.I)
    assert set(re.findall(r'href="(.)', page)) == {"#"}


def test_nothing_on_the_page_says_who_somebody_is(company: Company, page: str) -> None:
    live = Files(company.state / "warehouse").live
    known = "".join(str(ask(live, f"select columns(*)::varchar from {table}").rows()) for table in PEOPLE)
    for canary in CANARIES:
        assert canary in known
        assert canary not in page
    assert not re.findall(r"\bC\d\d\b", page)


def test_the_same_night_gives_the_same_bytes_for_its_owner_only(company: Company, tmp_path: Path) -> None:
    first, second = write_report(company), write_report(company, tmp_path / "elsewhere" / "again.html")
    assert first == company.state / "report" / "2026-06-30.html"
    assert first.read_bytes() == second.read_bytes()
    assert [path.stat().st_mode & 0o777 for path in (first, first.parent, second)] == [0o600, 0o700, 0o600]


def test_the_name_of_the_company_is_text_and_not_markup(page: str) -> None:
    assert "<h1>街角商店 &amp; Co</h1>" in page


@pytest.mark.parametrize(
    ("anchor", "said"),
    [
        pytest.param("night", "rows received 1,234,567", id="rows received"),
        pytest.param("night", "rows refused 567 under 0.1% of those received", id="rows refused"),
        pytest.param("sources", "till receipt append 0 0 0 31 0 stale: the file is not there", id="a stale source"),
        pytest.param("sources", "1 delivery did not come", id="how many are stale"),
        pytest.param("refused", "crm person the day of birth lies in the past critical 2", id="refused by rule"),
        pytest.param("identity", "1 of 60 customers (1.7%) are made of more than one record", id="cluster sizes"),
        pytest.param("identity", "pairs to review 3", id="pairs to review"),
        pytest.param("identity", "phone 1 12", id="placeholders are counted, not shown"),
        pytest.param("value", "value from now on 1,234,568 CNY", id="equity"),
        pytest.param("value", "200,000 CNY to 260,000 CNY", id="range of equity"),
        pytest.param("value", "brings 43% of all net profit (49,200 CNY); the curve peaks at 104%", id="whale curve"),
        pytest.param("model", "purchases came (-1.5%)", id="calibration"),
        pytest.param("model", "60 customers won up to 2025-12-30", id="tracking"),
        pytest.param("model", "Surest are those with 10+ repeat purchases", id="alive matrix"),
        pytest.param("stages", "Most customers are in maturity: 2 of 3 (67%)", id="stages"),
        pytest.param("stages", "1 customer of 2 changed stage and 1 came new", id="stage matrix"),
        pytest.param("segments", "高价值老客户 Valuable customers of long standing 2 4% 2 0 1,234 50%", id="a segment"),
        pytest.param("plays", "15 customers of 2 plays tonight; 1 could be judged", id="plays"),
        pytest.param("plays", "call 打电话问候 12 70 80% 80 60% +20.0 (+5.2 to +33.4) helps", id="uplift of a play"),
        pytest.param("plays", "letter A letter 3 0 – 0 – – no days have passed", id="a play too young"),
        pytest.param("plays", "call no consent 2 call nothing 1", id="what stands against plays"),
        pytest.param("satisfaction", "Net Promoter Score 31.2 95% interval 18.5 to 43.8, 212 customers", id="NPS"),
        pytest.param("satisfaction", "1 item of 2 lies below what was expected beyond doubt", id="gap by item"),
        pytest.param("satisfaction", "below adequate for 44% of 200", id="zone of tolerance"),
        pytest.param("releases", "mailing printer marketing_email activation released 42 2 40", id="a release"),
        pytest.param("releases", "profile EXPIRED the agreement ended on 2026-01-01", id="a refused release"),
        pytest.param("releases", "mailing DENIED 2 2 different reasons", id="held back, reasons that differ"),
        pytest.param("releases", "mailing RETENTION 1 nothing was heard for longer than agreed", id="held back"),
        pytest.param("promises", "value.clv a probability lies between 0 and 1 warning 4 60", id="a broken promise"),
        pytest.param("thresholds", "clv_margin 0.28 0.3 Share of revenue", id="a threshold"),
    ],
)
def test_a_section_says_what_the_night_did(section: Callable[[str], str], anchor: str, said: str) -> None:
    assert said in section(anchor)


def test_only_the_wave_answered_last_speaks(section: Callable[[str], str]) -> None:
    assert "-55.5" not in section("satisfaction")


def test_a_gap_that_one_customer_tells_is_not_beyond_doubt(tmp_path: Path) -> None:
    gap = "wave | item | n | gap | expected | perceived\nsummer | staff | 1 | -3 | 5 | 2"
    page = write_report(publish(tmp_path, {**STANDING, "satisfaction.item_gap": gap})).read_text("utf-8")
    assert "0 items of 1 lie below what was expected beyond doubt. Lowest is staff: -3, 1 customer." in page


def test_a_rule_whose_rows_were_refused_is_not_a_promise_left_broken(tmp_path: Path) -> None:
    facts = {
        "ops.validation": """
            table_name | rule | severity | is_success | rows_checked | rows_failed
            crm.person | birthday is a date | critical | false | 9 | 2
            core.party | the party has a name | critical | false | 9 | 1
            crm.person | name is filled | critical | true | 9 | 0""",
        "ops.quarantine": """
            source | object | rule | severity
            crm | person | birthday is a date | critical
            crm | core.party | the party has a name | critical""",
    }
    page = write_report(publish(tmp_path, facts)).read_text("utf-8")
    assert "Of 3 promises 1 held as they were, 2 after rows were refused; none is left broken." in page
    assert "Did not hold" not in page


class Reader(HTMLParser):
    """Follows a page as a screen reader does: unclosed elements, tables by row, plots with what names them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tables: list[list[int]] = []
        self.plots: list[set[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append(0)
        if tag in ("td", "th"):
            self.tables[-1][-1] += 1
        if tag == "svg":
            assert ("role", "img") in attrs
            self.plots.append(set())
        elif "svg" in self.open:
            self.plots[-1].add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "svg" in self.open:
            self.plots[-1].add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_plot_is_named_and_every_table_lines_up(page: str) -> None:
    reader = Reader()
    reader.feed(page.split("<!doctype html>", 1)[1])
    assert reader.open == []
    assert len(reader.plots) == 11
    for plot in reader.plots:
        assert {"title", "desc", "text"} <= plot
        assert plot & DRAWN
    assert len(reader.tables) >= 15
    for rows in reader.tables:
        assert len(rows) > 1
        assert len(set(rows)) == 1


def test_labels_of_plots_stay_text_so_that_any_script_is_shown(page: str) -> None:
    drawings = "".join(re.findall(r"<svg.*?</svg>", page, re.S))
    assert re.search(r"<text[^>]*>高价值老客户</text>", drawings)
    assert re.search(r"<text[^>]*>排队时间</text>", drawings)


def test_plots_take_every_colour_from_the_page(page: str) -> None:
    drawings = "".join(re.findall(r"<svg.*?</svg>", page, re.S))
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawings))
    assert {colour for colour in colours if not colour.startswith("var(--")} <= {"none", "transparent"}
    assert set(re.findall(r"var\(--(\w+)\)", page)) <= set(re.findall(r"--(\w+):", page))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "least"),
    [("ink", 7), ("quiet", 4.5), ("warn", 4.5), ("accent", 4.5), ("second", 4.5), ("middle", 2.5)],
)
def test_colours_stand_out_from_the_paper(page: str, mode: str, name: str, least: float) -> None:
    colours = [dict(re.findall(r"--(\w+): (#\w{6})", rule)) for rule in re.findall(r":root \{(.*?)\}", page, re.S)]
    shown = colours[0] if mode == "light" else colours[1]
    for ground in ("paper", "panel"):
        bright, dim = sorted((_luminance(shown[name]), _luminance(shown[ground])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= least * (1 if ground == "paper" else 0.9)
