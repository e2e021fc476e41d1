"""Files that only their owner may read, whole or not there; and the keys that stand in such files."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, with mode 0700 whatever the umask."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


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
    file = state / "keys" / f"{recipient}.key"
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
