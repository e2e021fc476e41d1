"""Files and folders of a company that nobody reads: each is named, for it may be a slip of the pen."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from expectations.problem import Part, Problem, nearest

# What the reader reads at the root, and `reference/`, whose files are data like those of the data folder.
FOLDERS = ("sources", "measures", "releases", "reference")
FILES = ("shopkeeper.toml", "segments.yaml", "plays.yaml", "purposes.yaml")
# What people keep beside it: texts and pages for the reader, and the programs that make the data.
BESIDE = (".md", ".py", ".html")
CURE = "Take it away, or put it into the data folder."


def read_strays(root: Path, kept: Collection[Path], problems: list[Problem]) -> None:
    """Note what nobody reads; `kept` are the data and the state folder, wherever they are.

    A file whose name is nearly one that is read was meant to be: the night cannot do without it. Any other costs none.
    """
    known = (*FOLDERS, *FILES)
    ours = {path.relative_to(root).parts[0] for path in kept if path != root and path.is_relative_to(root)}
    for path in _unread(root):
        if path.name in known or path.name in ours or (path.is_dir() and _is_program(path)):
            continue
        is_meant = bool(get_close_matches(path.name.lower(), known, 1, 0.75))
        fix = f"{nearest(path.name, known)} {CURE}" if is_meant else CURE
        part: Part | None = None if is_meant else ("file", path.name)
        problems.append(Problem(path.name, None, f"Nobody reads this {_kind(path)}.", fix, part))
    for path in _unread(root / "sources"):
        if not path.is_dir():
            fix = "A source is a folder, with contract.yaml and one .sql file for each common table."
            problems.append(Problem(f"sources/{path.name}", None, f"Nobody reads this {_kind(path)}.", fix))
    for path in _unread(root / "releases"):
        if path.is_dir() or path.suffix not in (".yaml", ".sql"):
            fix, part = "A release is <name>.yaml and <name>.sql.", ("file", f"releases/{path.name}")
            problems.append(Problem(f"releases/{path.name}", None, f"Nobody reads this {_kind(path)}.", fix, part))


def read_source_strays(root: Path, source: str, problems: list[Problem]) -> None:
    """Note what nobody reads in the folder of a source."""
    for path in _unread(root / "sources" / source):
        if path.is_dir() or (path.suffix != ".sql" and path.name != "contract.yaml"):
            fix = "A source holds contract.yaml and one .sql file for each common table."
            place = f"sources/{source}/{path.name}"
            problems.append(Problem(place, None, f"Nobody reads this {_kind(path)}.", fix))


def _unread(folder: Path) -> Iterator[Path]:
    """What lies in the folder, without hidden files and what people keep beside it, in the order of names."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith((".", "__")) and (path.is_dir() or path.suffix.lower() not in BESIDE):
            yield path


def _is_program(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()


def _kind(path: Path) -> str:
    return "folder" if path.is_dir() else "file"
