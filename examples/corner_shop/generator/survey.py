"""survey/wave.xlsx: answers of customers and of staff, a row an item and aspect."""

from datetime import date, datetime

import numpy as np
import polars as pl
import xlsxwriter

from examples.corner_shop.generator import clock, draw, fault, goods, questionnaire
from examples.corner_shop.generator.fault import Fault
from examples.corner_shop.generator.world import World
from examples.corner_shop.generator.writing import JUNK_EMAILS

RESPONDENTS_A_WAVE = 600
RESPONSE_RATE = 0.1
WAVES = {"2025-06": (date(2025, 6, 2), 19), "2025-12": (date(2025, 12, 1), 19), "2026-06": (date(2026, 6, 8), 23)}
STAFF_ITEMS = {"overall": 0.66, "tools": 0.55, "recognition": 0.5, "workload": 0.48}
ANSWER = (
    "answer_id",
    "email",
    "wave",
    "answered_on",
    "instrument",
    "item",
    "aspect",
    "score",
    "scale_low",
    "scale_high",
)
STAFF = ("answer_id", "employee", "team", "wave", "answered_on", "item", "score", "scale_low", "scale_high")
FAULTS = (
    Fault("text_in_number", "score", pl.lit("不适用")),
    Fault("out_of_range", "score", pl.lit("11")),
    Fault("bad_date", "answered_on", pl.lit("2026-13-45")),
    Fault("future_date", "answered_on", pl.lit("2062-06-30")),
    Fault("duplicate_key", "score", pl.lit("1")),
    Fault("null_key", "answer_id", pl.lit(None)),
)


def _respondents(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """One row a person and wave, with the day and the e-mail as typed; the last wave goes on during the nights."""
    asked = world.people.filter(pl.col("kind") == "buyer")
    parts = []
    for wave, (first, length) in WAVES.items():
        begin = (first - clock.ORIGIN.date()).days
        known = asked.filter(pl.col("known_at") < begin * clock.DAY)
        count = min(RESPONDENTS_A_WAVE, int(known.height * RESPONSE_RATE))
        chosen = known[np.sort(rng.permutation(known.height)[:count])]
        answered = begin + np.minimum(rng.geometric(0.12, count), length) - 1
        for night in range(1, len(world.nights) if wave == "2026-06" else 0):
            answered[(night - 1) * 3 : night * 3] = (world.nights.days[night] - clock.ORIGIN.date()).days
        parts.append(
            chosen.select("person_id", "email", "old_email", "attitude").with_columns(
                wave=pl.lit(wave), day=pl.Series(answered)
            )
        )
    rows = pl.concat(parts)
    how = draw.index(rng, rows.height, (0.87, 0.05, 0.07, 0.01))
    typed = [rows["email"], rows["email"].str.to_uppercase(), rows["old_email"], draw.same(JUNK_EMAILS[0], rows.height)]
    return rows.with_columns(email=draw.either(typed, how)).sort("day", "person_id")


def _answers(world: World) -> pl.DataFrame:
    """One row an answer. Everybody meets the core, and two of the other instruments."""
    rng = world.stream("survey")
    people, sheet = _respondents(world, rng), questionnaire.sheet()
    others = len(questionnaire.INSTRUMENTS) - len(questionnaire.CORE)
    rank = rng.random((people.height, others)).argsort(axis=1).argsort(axis=1)
    meets = np.concatenate([np.ones((people.height, len(questionnaire.CORE)), dtype=bool), rank < 2], axis=1)
    person, question = np.nonzero(meets[:, sheet["number"].to_numpy()])
    asked = sheet[question]
    low, high = asked["scale_low"].to_numpy(), asked["scale_high"].to_numpy()
    mood = people["attitude"].to_numpy()[person] * asked["weight"].to_numpy()
    share = asked["mean"].to_numpy() + mood + rng.normal(0, 0.13, len(person))
    score = np.clip(np.round(low + share * (high - low)), low, high).astype(int)
    aspect = asked["aspect"].to_numpy()
    for chosen in ("best", "worst"):
        favourite = rng.integers(0, 5, people.height)[person]
        score = np.where(aspect == chosen, (asked["position"].to_numpy() == favourite).astype(int), score)
    rank = np.flatnonzero(aspect == "our_rank")
    score[rank] = np.minimum(score[rank], score[rank + 1])  # how many shops are used is asked next
    score, impossible = _zones(rng, score, aspect)
    day = people["day"].to_numpy()[person]
    rows = pl.DataFrame(
        {
            "answer_id": draw.number(np.arange(len(person)) + 1, "A", 8),
            "email": people["email"].gather(person),
            "wave": people["wave"].gather(person),
            "answered_on": clock.day(day * clock.DAY),
            "instrument": asked["instrument"],
            "item": asked["item"],
            "aspect": asked["aspect"],
            "score": draw.number(score),
            "scale_low": low,
            "scale_high": high,
            "person_id": people["person_id"].gather(person),
            "night": world.nights.of(day * clock.DAY),
        }
    )
    world.truth.add("impossible_zone", rows.filter(pl.Series(impossible)).select("answer_id", "email", "wave", "item"))
    return rows


def _zones(rng: np.random.Generator, score: np.ndarray, aspect: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores whose adequate level is at most the desired one, but for one zone in a hundred; and where that is."""
    adequate = np.flatnonzero(aspect == "adequate")
    desired = adequate + 1  # the sheet asks for the desired level next
    low, high = np.minimum(score[adequate], score[desired]), np.maximum(score[adequate], score[desired])
    swap = (rng.random(len(adequate)) < 0.01) & (low < high)
    score[adequate], score[desired] = np.where(swap, high, low), np.where(swap, low, high)
    impossible = np.zeros(len(score), dtype=bool)
    impossible[adequate[swap]] = True
    return score, impossible


def _staff(world: World) -> pl.DataFrame:
    """One row an answer of an employee."""
    rng = world.stream("staff survey")
    teams = [team for team, size in goods.EMPLOYEES.items() for _ in range(size)]
    cells = [(number, wave, item) for wave in WAVES for number in range(len(teams)) for item in STAFF_ITEMS]
    numbers = np.array([cell[0] for cell in cells])
    mean = np.array([STAFF_ITEMS[item] for _, _, item in cells])
    score = np.clip(np.round(1 + 6 * (mean + rng.normal(0, 0.14, len(cells)))), 1, 7).astype(int)
    days = np.array([(WAVES[wave][0] - clock.ORIGIN.date()).days for _, wave, _ in cells]) + rng.integers(
        0, 10, len(cells)
    )
    return pl.DataFrame(
        {
            "answer_id": draw.number(np.arange(len(cells)) + 1, "S", 6),
            "employee": draw.number(numbers + 1, "E", 2),
            "team": [teams[number] for number in numbers],
            "wave": [cell[1] for cell in cells],
            "answered_on": clock.day(days * clock.DAY),
            "item": [cell[2] for cell in cells],
            "score": draw.number(score),
            "scale_low": 1,
            "scale_high": 7,
            "night": world.nights.of(days * clock.DAY),
        }
    )


def _write_sheet(book: xlsxwriter.Workbook, name: str, rows: pl.DataFrame) -> None:
    """A sheet with dates and numbers as such; a cell that is neither stays text."""
    sheet = book.add_worksheet(name)
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, rows.columns)
    typed = rows.with_columns(
        number=pl.col("score").cast(pl.Float64, strict=False), day=pl.col("answered_on").str.to_date(strict=False)
    )
    for position, column in enumerate(rows.columns):
        source = {"score": "number", "answered_on": "day"}.get(column, column)
        sheet.write_column(1, position, typed[source].to_list(), as_date if source == "day" else None)
        if source != column:
            for row in (
                typed.with_row_index().filter(pl.col(source).is_null() & pl.col(column).is_not_null()).rows(named=True)
            ):
                sheet.write_string(row["index"] + 1, position, row[column])


def deliver(world: World) -> None:
    """Write the answers since the night before, with a fixed date of creation so that the bytes are the same."""
    answers, staff = _answers(world), _staff(world)
    told = answers.filter(pl.col("night") < len(world.nights))
    world.truth.parties("survey", told["email"].str.strip_chars().str.to_lowercase(), told["person_id"])
    junk = told.filter(pl.col("email") == JUNK_EMAILS[0])
    world.truth.add(
        "junk_identifier", junk.select(key="answer_id", column_name=pl.lit("email"), value="email"), source="survey"
    )
    answers = fault.break_rows(world, "survey", "answer", "answer_id", told, FAULTS)
    parts = fault.deliveries(world, "survey", "answer", "answer_id", answers)
    for night, part in enumerate(parts):
        with xlsxwriter.Workbook(world.path(night, "survey/wave.xlsx")) as book:
            book.set_properties({"created": datetime(2026, 6, 1)})  # noqa: DTZ001 - a constant, not a moment
            _write_sheet(book, "answer", part.select(ANSWER))
            _write_sheet(book, "staff_answer", staff.filter(pl.col("night") == night).select(STAFF))
