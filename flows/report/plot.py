"""Plots drawn by Vega-Lite as inline SVG that follows the page's colours and scales to its width.

Colours are CSS variables, so one drawing serves light, dark and paper. Text stays text, so any script is shown in
the reader's own fonts.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import vl_convert

from flows.report.block import Plot

WIDTH = 440  # two side by side on a desk, one on a phone: text stays legible in both
TEXT = 14.5  # what Vega measures; the page shows less, because a reader's font may be wider
COLOURS = ("ink", "paper", "line", "middle", "accent", "second")
INK, PAPER, LINE, MIDDLE, ACCENT, SECOND = (f"var(--{name})" for name in COLOURS)
AXIS = {
    "labelColor": INK,
    "titleColor": INK,
    "gridColor": LINE,
    "domainColor": LINE,
    "tickColor": LINE,
    "labelFontSize": TEXT,
    "titleFontSize": TEXT,
    "titleFontWeight": "normal",
    "labelOverlap": True,
    "titlePadding": 9,
}
CONFIG = {
    "aria": False,
    "background": "transparent",
    "font": "sans-serif",
    "axis": AXIS,
    "legend": {"labelColor": INK, "labelFontSize": TEXT, "orient": "top", "title": None, "labelLimit": 240},
    "view": {"stroke": None},
}
Spec = dict[str, Any]
ROW = 44  # a name and below it what it names
BAR: Spec = {"type": "bar", "height": 16, "yOffset": 9}
WRITTEN: Spec = {"type": "text", "align": "left", "fill": INK, "fontSize": TEXT}


def quantity(field: str, title: str, format: str = ",.0f", **more: Any) -> Spec:
    """An axis of numbers; `format` as in D3."""
    return {"field": field, "type": "quantitative", "title": title, "axis": {"format": format, "tickCount": 5}, **more}


def category(field: str, title: str | None, order: Sequence[str] | None = None, **axis: Any) -> Spec:
    """An axis of names, in the order given, else that of the rows."""
    spec: Spec = {"field": field, "type": "ordinal", "title": title, "sort": list(order) if order else None}
    return {**spec, "axis": {"labelAngle": 0, "ticks": False, "domain": False, **axis}}


def day(field: str) -> Spec:
    """An axis of days (ISO), whatever the time zone of the machine that draws it."""
    axis = {"format": "%Y-%m", "tickCount": 5}
    return {"field": field, "type": "temporal", "title": None, "scale": {"type": "utc"}, "axis": axis}


def draw(title: str, sentence: str, rows: pl.DataFrame, spec: Mapping[str, Any], height: int = 280) -> Plot:
    """The plot of some rows; `spec` is Vega-Lite without data, size and style."""
    whole = {
        **spec,
        "data": {"values": rows.to_dicts()},
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": CONFIG,
    }
    return Plot(title, sentence, _inline(vl_convert.vegalite_to_svg(whole), title, sentence))


def columns(title: str, sentence: str, rows: pl.DataFrame, x: Spec, y: Spec) -> Plot:
    """Upright bars."""
    return draw(title, sentence, rows, {"mark": {"type": "bar", "fill": ACCENT}, "encoding": {"x": x, "y": y}})


def bars(title: str, sentence: str, rows: pl.DataFrame, name: str, value: str, axis: str) -> Plot:
    """A bar a row from left to right, its name above it and its number at its end."""
    room = max(1, *rows[value].to_list()) * 1.15  # for the number behind the longest bar
    x = quantity(value, axis, scale={"domain": [0, room], "nice": False})
    number = {"field": value, "format": ",.0f"}
    layers = [
        {"mark": {**BAR, "fill": ACCENT}, "encoding": {"x": x}},
        {"mark": {**WRITTEN, "dx": 4, "dy": BAR["yOffset"]}, "encoding": {"x": x, "text": number}},
        _names(name),
    ]
    return draw(title, sentence, rows, {"encoding": {"y": _row(name)}, "layer": layers}, 60 + ROW * rows.height)


def lines(
    title: str, sentence: str, rows: pl.DataFrame, x: Spec, y: Spec, series: Sequence[str], upright: str | None = None
) -> Plot:
    """A line for each of two values of the column `series`, the second dashed, so that colour is not needed.

    `upright` is a day marked by an upright line.
    """
    scale = {"domain": list(series), "range": [ACCENT, SECOND]}
    dash = {"domain": list(series), "range": [[1, 0], [6, 3]]}
    color = {
        "field": "series",
        "type": "nominal",
        "scale": scale,
        "legend": {"symbolType": "stroke", "symbolSize": 500},
    }
    encoding = {"x": x, "y": y, "color": color, "strokeDash": {"field": "series", "type": "nominal", "scale": dash}}
    layers: list[Spec] = [{"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": encoding}]
    if upright:
        rule = {"type": "rule", "stroke": INK, "strokeDash": [2, 3]}
        layers.append({"data": {"values": [{"day": upright}]}, "mark": rule, "encoding": {"x": day("day")}})
    return draw(title, sentence, rows, {"layer": layers})


def heat(title: str, sentence: str, rows: pl.DataFrame, x: Spec, y: Spec, value: str, height: int = 280) -> Plot:
    """A matrix of shares, the darker the greater but never too dark for its number."""
    shade = {"field": value, "type": "quantitative", "scale": {"domain": [0, 1], "range": [0.05, 0.55]}, "legend": None}
    layers = [
        {"mark": {"type": "rect", "fill": ACCENT, "stroke": PAPER}, "encoding": {"fillOpacity": shade}},
        {"mark": {**WRITTEN, "align": "center"}, "encoding": {"text": {"field": value, "format": ".0%"}}},
    ]
    return draw(title, sentence, rows, {"encoding": {"x": x, "y": y}, "layer": layers}, height)


def ranges(title: str, sentence: str, rows: pl.DataFrame, name: str, value: str, axis: str) -> Plot:
    """A dot a row with the line of its interval (columns low and high), beside nought."""
    y, x = _row(name), quantity("low", axis, ".2~f", scale={"nice": True, "zero": True})
    down = BAR["yOffset"]
    layers = [
        {"data": {"values": [{}]}, "mark": {"type": "rule", "stroke": INK}, "encoding": {"x": {"datum": 0}}},
        {
            "mark": {"type": "rule", "stroke": ACCENT, "strokeWidth": 3, "yOffset": down},
            "encoding": {"x": x, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "point", "fill": ACCENT, "stroke": PAPER, "size": 90, "opacity": 1, "yOffset": down},
            "encoding": {"x": {**x, "field": value}, "y": y},
        },
        {**_names(name), "encoding": {**_names(name)["encoding"], "y": y}},
    ]
    return draw(title, sentence, rows, {"layer": layers}, 70 + ROW * rows.height)


def parts(title: str, sentence: str, rows: pl.DataFrame, name: str, order: Sequence[str]) -> Plot:
    """A bar a row in three parts: the column `part` says which, `share` how much of one, `place` in what order."""
    scale = {"domain": list(order), "range": [SECOND, MIDDLE, ACCENT]}
    stacked = {
        "x": quantity("share", "share of customers", ".0%", stack="zero", scale={"domain": [0, 1]}),
        "fill": {"field": "part", "type": "nominal", "scale": scale},
        "order": {"field": "place"},
    }
    once = {"transform": [{"filter": "datum.place === 0"}]}
    layers = [{"mark": {**BAR, "stroke": PAPER}, "encoding": stacked}, {**_names(name), **once}]
    height = 90 + ROW * rows[name].n_unique()
    return draw(title, sentence, rows, {"encoding": {"y": _row(name)}, "layer": layers}, height)


def _row(name: str) -> Spec:
    """A band for each name, in the order of the rows."""
    return {"field": name, "type": "ordinal", "sort": None, "axis": None}


def _names(name: str) -> Spec:
    """Names written above what they name: of any length and script, they need no room beside it."""
    return {"mark": {**WRITTEN, "dy": -10}, "encoding": {"x": {"value": 0}, "text": {"field": name}}}


def _inline(svg: str, title: str, sentence: str) -> str:
    """The drawing for a page: its size left to the page, named for who cannot see it, without namespaces."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    body = svg[svg.index(">") + 1 :]
    if box is None:
        raise ValueError(f"the drawing of {title!r} has no size")
    head = f'<svg viewBox="{box[1]}" role="img">'
    return f"{head}<title>{escape(title)}</title><desc>{escape(sentence)}</desc>{body}"
