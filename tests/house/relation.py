"""The temporary relations of the house, read from its sources: where each is made, and where its name stands."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NAME = r"([\w{}]*\w[\w{}]*)"
MADE = re.compile(rf"\bcreate\s+(?:or\s+replace\s+)?temp(?:orary)?\s+(?:table|view)\s+{NAME}", re.IGNORECASE)
READ = re.compile(rf"\b(?:from|join|into|update|using|table|view)\s+{NAME}(?![\w.{{}}])", re.IGNORECASE)
# A name that a query gives to a part of its own.
PART = re.compile(r"\b(\w+)\s*(?:\([\w\s,]*\)\s*)?as\s+(?:materialized\s+)?\(", re.IGNORECASE)
# Module and name.
Place = tuple[str, str]
# Relation -> functions, by module and name.
Places = dict[str, set[str]]


@dataclass
class Written:
    """The texts of a function, a class or a constant, the names of constants in it, and what it makes by call."""

    texts: list[str] = field(default_factory=list)
    constants: set[Place] = field(default_factory=set)
    made: set[str] = field(default_factory=set)


def made_and_named(sources: Mapping[str, str]) -> tuple[Places, Places]:
    """Relation -> where it is made, and relation -> where its name is written out; `sources` are module -> text."""
    made: Places = defaultdict(set)
    named: Places = defaultdict(set)
    for place, written in _functions({module: ast.parse(text) for module, text in sources.items()}):
        text = "\n".join(written.texts)
        for name in {*MADE.findall(text), *written.made}:
            made[name].add(place)
        for name in {*READ.findall(text), *(one for one in written.texts if "_" in one)} - {*PART.findall(text)}:
            named[name].add(place)
    return made, named


def _functions(trees: Mapping[str, ast.Module]) -> Iterator[tuple[str, Written]]:
    """Functions, with the constants that they use, and classes that hold names of relations, as if they made them."""
    imported = {module: dict(_imported(tree)) for module, tree in trees.items()}
    constants = {
        (module, name): _written(value, module, imported[module])
        for module, tree in trees.items()
        for name, value in _constants(tree)
    }
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", _whole(_written(node, module, imported[module]), constants)
            elif isinstance(node, ast.ClassDef):
                yield f"{module}.{node.name}", Written(made=set(_names(node)))


def _names(node: ast.ClassDef) -> Iterator[str]:
    """Names of relations that a dataclass holds: the default texts of one that has no other fields than texts."""
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
    if node.decorator_list and all(ast.unparse(one.annotation) in ("str", "str | None") for one in fields):
        values = [one.value.value for one in fields if isinstance(one.value, ast.Constant)]
        yield from (value for value in values if isinstance(value, str) and value.isidentifier())


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node.value) for target in targets if isinstance(target, ast.Name))


def _imported(tree: ast.Module) -> Iterator[tuple[str, Place]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            yield from ((one.asname or one.name, (node.module or "", one.name)) for one in node.names)


def _whole(function: Written, constants: Mapping[Place, Written]) -> Written:
    """The function with the texts of the constants that it uses, and of those that they use."""
    waiting, seen = set(function.constants), set[Place]()
    while waiting:
        place = waiting.pop()
        seen.add(place)
        if place in constants:
            function.texts += constants[place].texts
            waiting |= constants[place].constants - seen
    return function


def _written(node: ast.AST, module: str, imported: Mapping[str, Place]) -> Written:
    """What stands in a function or in the value of a constant; a docstring is no text of it."""
    found, parts = Written(), set[ast.AST]()
    docstring = ast.get_docstring(node, clean=False) if isinstance(node, ast.FunctionDef) else None
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            found.constants.add(imported.get(one.id, (module, one.id)))
        elif isinstance(one, ast.JoinedStr):
            found.texts.append(_text(one))
            parts |= set(ast.iter_child_nodes(one))
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            if one not in parts and one.value != docstring:
                found.texts.append(_text(one))
        elif isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "register":
            found.made |= {_text(name) for name in one.args[:1] if isinstance(name, ast.Constant | ast.JoinedStr)}
    return found


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    """The text with `{}` for what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    whole = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
    return re.sub(r"\{\w*\}", "{}", whole)
