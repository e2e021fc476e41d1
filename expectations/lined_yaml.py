"""YAML with the line of every value, read without surprises: `NO`, `NULL`, `010` and days stay what they look like."""

import re
from typing import Any

import yaml

from expectations.problem import Findings, Place


class _PlainLoader(yaml.SafeLoader):
    """YAML 1.1 takes `NO` for false, `010` for eight and `2026-01-01` for a date; a contract means the text."""


_PlainLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def read_yaml(text: str, path: str) -> tuple[Any, Findings]:
    """The value of a YAML text, and its findings with the line of every place; None as value when it cannot be read."""
    findings = Findings(path)
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            findings.add((), "The file is empty.", "Write it, or take the file away.")
            return None, findings
        _note_lines(node, (), findings)
        return loader.construct_document(node), findings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        findings.lines[()] = mark.line + 1 if mark else 1
        findings.add(
            (),
            f"This is not YAML: {error.problem or error.context}.",
            "Look at the indentation and the quotes.",
        )
        return None, findings
    except yaml.YAMLError:
        findings.add((), "This is not YAML: it holds a character that YAML does not allow.", "Save it as UTF-8 text.")
        return None, findings
    finally:
        loader.dispose()


def _note_lines(node: yaml.Node, place: Place, findings: Findings) -> None:
    """Note the line of every key and item; a key written twice is a fault, since the second would win silently."""
    findings.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(item, (*place, index), findings)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            inner = (*place, str(key.value))
            findings.lines[inner] = key.start_mark.line + 1
            if key.value in seen:
                findings.add(inner, f"`{key.value}` stands twice.", "Keep one of them.")
            seen.add(key.value)
            _note_lines(value, inner, findings)
