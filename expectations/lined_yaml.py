"""YAML with the line of every value, read without surprises: `NO`, `NULL`, `010` and days stay what they look like."""

import re
from typing import Any

import yaml

from expectations.problem import Findings, Part, Place

DEPTH = 50  # no file that a person writes is nested deeper
PLACES = 200_000  # with every alias written out; far above what a person writes
TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "bool", "int", "float", "null", "seq", "map")}


class _PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.1 takes `NO` for false, `010` for eight and `2026-01-01` for a date; a contract means the text."""


_PlainLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


class _Refused(Exception):
    """A value that YAML allows and no file of a company needs: line from 0, sentence, cure."""

    def __init__(self, line: int, sentence: str, fix: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence, self.fix = line, sentence, fix


def read_yaml(text: str, path: str, part: Part | None = None) -> tuple[Any, Findings]:
    """The value of a YAML text, and its findings with the line of every place; None as value when it cannot be read.

    Whatever the text is, nothing is raised: it may be nested without end, or refer to itself.
    """
    findings = Findings(path, part=part)
    loader = None
    try:
        _check_depth(text)
        loader = _PlainLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _note_lines(node, (), findings)
            value = loader.construct_document(node)
            if value is not None:
                return value, findings
        findings.add((), "The file is empty.", "Write it, or take the file away.")
    except _Refused as refused:
        findings.lines[()] = refused.line + 1
        findings.add((), refused.sentence, refused.fix)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        findings.lines[()] = min(mark.line + 1, len(text.splitlines())) if mark else 1
        fix = "Look at the indentation and the quotes."
        findings.add((), f"This is not YAML: {error.problem or error.context}.", fix)
    except yaml.YAMLError:
        findings.add((), "This is not YAML: it holds a character that YAML does not allow.", "Save it as UTF-8 text.")
    except (ValueError, TypeError):
        findings.add((), "A value cannot be read: a number is too long, or a key is no text.", "Write it in quotes.")
    finally:
        if loader:
            loader.dispose()
    return None, findings


def _check_depth(text: str) -> None:
    """A text that is nested without end would overflow the stack of the parser."""
    depth = 0
    for event in yaml.parse(text, Loader=_PlainLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH:
            line = event.start_mark.line if event.start_mark else 0
            raise _Refused(line, f"The file is nested deeper than {DEPTH} levels.", "Look for a bracket left open.")


def _note_lines(node: yaml.Node, place: Place, findings: Findings) -> None:
    """Note the line of every key and item; a key written twice is a fault, since the second would win silently."""
    line = node.start_mark.line
    if len(place) > DEPTH or len(findings.lines) > PLACES:
        raise _Refused(line, "A value that is referred to holds too much, or itself.", "Write it out.")
    if node.tag not in TAGS:
        raise _Refused(line, f"The tag `{node.tag.rpartition(':')[2]}` is not read.", "Write the value without `!`.")
    findings.lines.setdefault(place, line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(item, (*place, index), findings)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused(key.start_mark.line, "A key is no text.", "Write a word before the colon.")
            inner = (*place, key.value)
            findings.lines[inner] = key.start_mark.line + 1
            if key.value in seen:
                findings.add(inner, f"`{key.value}` stands twice.", "Keep one of them.")
            seen.add(key.value)
            _note_lines(value, inner, findings)
    elif not node.value.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in node.value):
        raise _Refused(line, "A text holds half a character.", "Write the character itself.")
