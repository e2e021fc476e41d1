"""Progress of a long night on a terminal, silent elsewhere; and how long each task of it took, where that is asked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_bar: ContextVar[Progress | None] = ContextVar("bar", default=None)
_begun: ContextVar[list[tuple[str, float]] | None] = ContextVar("begun", default=None)


@contextmanager
def progress(quiet: bool = False) -> Iterator[None]:
    """Show a bar while the night runs."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield
        return
    columns = (BarColumn(28), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        bar.add_task("starting", total=None)
        token = _bar.set(bar)
        try:
            yield
        finally:
            _bar.reset(token)


def expect(tasks: int) -> None:
    """Say how many tasks of work the night has."""
    bar = _bar.get()
    if bar:
        bar.update(bar.task_ids[0], total=tasks)


def begin(task: str) -> None:
    """Say which task begins; the one before is done."""
    begun = _begun.get()
    if begun is not None:
        begun.append((task, time.perf_counter()))
    bar = _bar.get()
    if bar:
        first = bar.tasks[0]
        bar.update(first.id, description=task, advance=0 if first.description == "starting" else 1)


@contextmanager
def timed(file: str | None) -> Iterator[None]:
    """Write into the file, as JSON, the seconds from each task's beginning to the next one's, in their order."""
    if file is None:
        yield
        return
    begun = [("start", time.perf_counter())]
    token = _begun.set(begun)
    try:
        yield
    finally:
        _begun.reset(token)
        ends = [moment for _, moment in begun[1:]] + [time.perf_counter()]
        seconds: dict[str, float] = {}
        for (task, moment), end in zip(begun, ends, strict=True):
            seconds[task] = round(seconds.get(task, 0.0) + end - moment, 3)
        Path(file).write_text(json.dumps(seconds, indent=1) + "\n")
