"""What keeps data where they are: locked connections, no telemetry, keys from outside, no network needed."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from flows.command.night import PREFECT, prepare_prefect
from flows.init import write_company
from tests.conftest import ROOT
from warehouse.night import open_night
from warehouse.private_file import recipient_key
from warehouse.published.query import QueryFailed, ask, reader

SILENT = {"DO_NOT_TRACK": "1", "GX_ANALYTICS_ENABLED": "false", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("locked") / "analyst.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute("create table customer as select 1 as id")
    return file


@pytest.mark.parametrize(
    "query",
    [
        "insert into customer values (2)",
        "create table other as select 1 as id",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "select * from glob('/*')",
        "select * from '/etc/passwd'",
        "copy customer to '/tmp/leak.csv'",
        "export database '/tmp/leak'",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "load httpfs",
        "install spatial from community",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set python_enable_replacements = true",
        "reset enable_external_access",
        "pragma temp_directory='/tmp'",
        "create secret (type s3, key_id 'a', secret 'b')",
    ],
)
def test_an_analyst_cannot_write_reach_a_file_or_unlock(published: Path, query: str) -> None:
    with pytest.raises(QueryFailed):
        ask(published, query)


def test_an_analyst_cannot_read_variables_of_the_program(published: Path) -> None:
    secret = duckdb.query("select 42 as secret")
    assert secret is not None
    secret_rows = secret.arrow()
    assert secret_rows is not None
    with pytest.raises(QueryFailed, match="secret_rows"):
        ask(published, "select * from secret_rows")


def test_a_reader_cannot_load_what_the_machine_has_not(published: Path) -> None:
    with reader(published) as con:
        settings = dict(con.execute("select name, value from duckdb_settings()").fetchall())
    for name in ("autoinstall_known_extensions", "enable_external_access", "allow_community_extensions"):
        assert settings[name] == "false"
    assert settings["lock_configuration"] == "true"


def test_a_night_installs_and_loads_nothing_by_itself(tmp_path: Path) -> None:
    with open_night(tmp_path, date(2026, 6, 30), "CNY", "Asia/Shanghai", {}) as night:
        settings = dict(night.con.execute("select name, value from duckdb_settings()").fetchall())
    assert (settings["autoinstall_known_extensions"], settings["autoload_known_extensions"]) == ("false", "false")


def test_telemetry_is_off_for_the_command_for_deployments_and_for_the_suites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PREFECT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    prepare_prefect(tmp_path)
    assert {name: os.environ[name] for name in SILENT} == SILENT
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    environment = deployed["definitions"]["work_pool"]["job_variables"]["env"]
    assert environment.items() >= SILENT.items()
    ask_for_it = "import os, expectations.suite.suite; print(os.environ['GX_ANALYTICS_ENABLED'])"
    loud = {**os.environ, "GX_ANALYTICS_ENABLED": "true"}
    said = subprocess.run([sys.executable, "-c", ask_for_it], env=loud, capture_output=True, text=True, cwd=ROOT)
    assert said.stdout.strip() == "false"


def test_a_key_comes_from_a_variable_or_a_file_before_one_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPKEEPER_KEY_CRM", "11" * 32)
    assert recipient_key(tmp_path, "crm") == b"\x11" * 32
    (tmp_path / "secret").write_text("22" * 32 + "\n")
    monkeypatch.setenv("SHOPKEEPER_KEY_CRM_FILE", str(tmp_path / "secret"))
    assert recipient_key(tmp_path, "crm") == b"\x22" * 32
    assert not (tmp_path / "keys").exists()
    made = recipient_key(tmp_path, "agency")
    assert made == recipient_key(tmp_path, "agency")
    assert (tmp_path / "keys" / "agency.key").stat().st_mode & 0o777 == 0o600


# A network namespace has a loopback of its own, which is down at first (SIOCSIFFLAGS, IFF_UP).
LOOPBACK_UP = "import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x1))"


@pytest.mark.slow
def test_a_night_needs_no_network(tmp_path: Path) -> None:
    isolated = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us leave the network (unshare --net)")
    company = write_company("茶馆", tmp_path / "tea_house")
    program = Path(sys.executable).with_name("shopkeeper")
    steps = f'{sys.executable} -c "{LOOPBACK_UP}" && {program} run --company {company} --today 2026-06-28'
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    done = subprocess.run([*isolated, "sh", "-c", steps], capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (company / "var/exports/newsletter/2026-06-28/create.csv").exists()
