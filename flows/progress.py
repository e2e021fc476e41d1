"""Progress of a long night on a terminal; silent elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_bar: ContextVar[Progress | None] = ContextVar("bar", default=None)


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


def expect(pieces: int) -> None:
    """Say how many pieces of work the night has."""
    bar = _bar.get()
    if bar:
        bar.update(bar.task_ids[0], total=pieces)


def begin(piece: str) -> None:
    """Say which piece begins; the one before is done."""
    bar = _bar.get()
    if bar:
        first = bar.tasks[0]
        bar.update(first.id, description=piece, advance=0 if first.description == "starting" else 1)
