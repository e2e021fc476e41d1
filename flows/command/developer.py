"""Commands for those who work on steps and declarations."""

import argparse
from pathlib import Path

from flows.command.argument import Command, argument


def check_portable(options: argparse.Namespace) -> int:
    """Name what would mean something else on another engine; exit 2 when anything would."""
    from warehouse.portable import differences
    from warehouse.step_text import ROOT, step_text

    paths = [Path(p) for p in options.paths] or [ROOT]
    files = sorted(f for path in paths for f in ([path] if path.is_file() else path.rglob("*.sql")))
    said = [f"{file.name}: {sentence}" for file in files for sentence in differences(step_text(file))]
    print("\n".join(said) or f"{len(files)} steps stay inside the portable subset")
    return 2 if said else 0


def render(options: argparse.Namespace) -> int:
    """Write every set step as the engine runs it, one file a table."""
    from warehouse.step_text import ROOT, set_steps, step_text

    for step in set_steps():
        file = Path(options.folder) / step.relative_to(ROOT)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(step_text(step), encoding="utf-8")
    print(f"wrote {len(set_steps())} steps to {options.folder}")
    return 0


def write_dictionary(options: argparse.Namespace) -> int:
    """Write the data dictionary, or with --check say whether it is current."""
    from expectations.company import load_company
    from warehouse.published.dictionary import dictionary

    company = load_company(options.company, forgiving=True) if options.company else None
    path, text = Path(options.path), dictionary(company)
    cure = "write it again without --check" if company else "run `make docs`"
    if options.check:
        is_current = path.exists() and path.read_text(encoding="utf-8") == text
        print(f"{path} is current" if is_current else f"{path} is out of date: {cure}")
        return 0 if is_current else 2
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}")
    return 0


CHECK_PORTABLE = Command(
    "check-portable",
    "name what in set steps would mean something else on another engine",
    "shopkeeper check-portable transforms",
    check_portable,
    (argument("paths", metavar="PATH", nargs="*", help="files or folders (else all steps)"),),
)
RENDER = Command(
    "render",
    "write every set step as the engine runs it, those rendered from the golden fields too",
    "shopkeeper render var/steps",
    render,
    (argument("folder", metavar="FOLDER", help="where to write <schema>/<table>.sql"),),
)
DICTIONARY = Command(
    "dictionary",
    "write the data dictionary, or check that it is current",
    """shopkeeper dictionary docs/dictionary.md --check
  shopkeeper dictionary dictionary.md --company examples/corner_shop""",
    write_dictionary,
    (
        argument("path", metavar="FILE", help="the dictionary's file"),
        argument("--company", metavar="PATH", help="a company folder whose own tables are listed too (else none)"),
        argument("--check", action="store_true", help="only say whether it is current"),
    ),
)
