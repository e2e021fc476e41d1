"""Files that only their owner may read, whole or not there; and the keys that stand in such files."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from expectations.company.state import State

KEY_BYTES = 32


def write_private(path: Path, content: bytes) -> None:
    """Write a file with mode 0600 in one step: a reader sees the old content or the new, never a part."""
    make_private(path.parent)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with _created(part) as handle:
        _write_all(handle, content)
        os.fsync(handle)
    part.replace(path)


def make_private(folder: Path, within: Path | None = None) -> None:
    """Make a folder, and those above it that are missing, with mode 0700 whatever the umask.

    `within` is a folder of which the standing ones are closed to others too, as far as this user may.
    """
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    for standing in (folder, *folder.parents) if within else ():
        if standing.is_relative_to(within or standing):
            with suppress(PermissionError):
                close_to_others(standing)


def close_to_others(path: Path) -> None:
    """Leave a file or folder that a library made to its owner alone."""
    path.chmod(0o700 if path.is_dir() else 0o600)


def open_private(path: Path) -> int:
    """A handle to write to a file that its owner alone may read; it is made when it is missing."""
    return os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)


def recipient_key(state: Path, recipient: str) -> bytes:
    """The recipient's key in hexadecimal: from SHOPKEEPER_KEY_<RECIPIENT>, or the file that ..._FILE names.

    Otherwise from the state folder, made once.
    """
    name = f"SHOPKEEPER_KEY_{recipient.upper()}"
    given = os.environ.get(name)
    if f"{name}_FILE" in os.environ:
        given = Path(os.environ[f"{name}_FILE"]).read_text("ascii").strip()
    if given:
        return bytes.fromhex(given)
    file = State(state).key(recipient)
    if not file.exists():
        write_private(file, secrets.token_hex(KEY_BYTES).encode())
    return bytes.fromhex(file.read_text("ascii"))


@contextmanager
def _created(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
