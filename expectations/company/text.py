"""A text file of the company's folder; whatever it holds, what cannot be read is told and nothing is raised."""

from pathlib import Path
from typing import Any

from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Part, Problem


def read_text(root: Path, file: str, problems: list[Problem], part: Part | None = None) -> str | None:
    """The text of a file, `file` being its path below the folder; None, with the problem, when there is none."""
    try:
        return (root / file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(file, None, "The file is not UTF-8 text.", "Save it as UTF-8.", part))
    except OSError:
        fix = "See that it is a file, and that this user may read it."
        problems.append(Problem(file, None, "The file cannot be opened.", fix, part))
    return None


def read_content(root: Path, file: str, part: Part | None = None) -> tuple[Any, Findings | None]:
    """The value of a YAML file with its findings; without findings when there is no such file."""
    if not (root / file).exists():
        return None, None
    findings = Findings(file, part=part)
    text = read_text(root, file, findings.problems, part)
    return read_yaml(text, file, part) if text is not None else (None, findings)
