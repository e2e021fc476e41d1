"""A new company: a small folder that works, to be changed file by file into one's own."""

import json
import shutil
from pathlib import Path

from expectations.company import CompanyError
from expectations.problem import Problem

TEMPLATE = Path(__file__).parent / "template"
SETTINGS = """\
# What the engine must know of the company; docs/contracts.md tells how to add a source.
name = {name}
time_zone = "Asia/Shanghai"
currency = "CNY"
data = "data"

[thresholds]
country = "CN"
"""


def write_company(name: str, target: str | Path) -> Path:
    """The folder of a new company called `name`, written to `target`; CompanyError when something is there already."""
    folder = Path(target).expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fix = "Choose another name, or take it away first; nothing was written."
        raise CompanyError([Problem(str(target), None, "There is something here already.", fix)])
    shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
    (folder / "shopkeeper.toml").write_text(
        SETTINGS.format(name=json.dumps(Path(name).name, ensure_ascii=False)), "utf-8"
    )
    (folder / ".gitignore").write_text("var/\ndata/\n", "utf-8")
    return folder.resolve()
