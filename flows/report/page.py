"""The page: its sections in order, set in one template with its style inside."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.report.analyst import Analyst
from flows.report.block import Block, Section
from flows.report.identity import identity
from flows.report.model import model
from flows.report.night import refused, sources, the_night
from flows.report.play import plays
from flows.report.promise import promises, thresholds
from flows.report.release import releases
from flows.report.satisfaction import satisfaction
from flows.report.segment import segments
from flows.report.stage import stages
from flows.report.value import value

# Anchor, title, what makes its blocks, and what is said when there are none.
SECTIONS: tuple[tuple[str, str, Callable[[Analyst], list[Block]], str], ...] = (
    ("night", "The night", the_night, "No night stands in this file."),
    ("sources", "Sources", sources, "No source has delivered."),
    ("refused", "Refused rows", refused, "No row broke a rule."),
    ("identity", "Identity", identity, "No record of a person or organisation has come."),
    ("value", "Value", value, "No customer has a value yet: nothing was bought."),
    ("model", "Trust in the value model", model, "No model of lifetime value was fitted."),
    ("stages", "Life-cycle stages", stages, "No customer has a stage yet."),
    ("segments", "Segments", segments, "The company defines no segment."),
    ("plays", "Plays", plays, "The company has no play."),
    ("satisfaction", "Satisfaction", satisfaction, "No survey has answers that give a figure."),
    ("releases", "Releases", releases, "The company has no release."),
    ("promises", "Promises that did not hold", promises, "No promise was checked."),
    ("thresholds", "Thresholds that differ", thresholds, "Every threshold is the default."),
)
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(company: str, analyst: Analyst) -> str:
    """The whole HTML of a night's report."""
    sections = [Section(anchor, title, tuple(ask(analyst)), nothing) for anchor, title, ask, nothing in SECTIONS]
    verdict = analyst.first("select verdict from ops.night order by today desc limit 1").get("verdict", "no verdict")
    return TEMPLATES.get_template("page.html").render(
        company=company, today=analyst.today, verdict=verdict.replace("_", " "), sections=sections
    )
