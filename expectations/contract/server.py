"""The servers of a contract: where a source is, in which format, and how its files are written."""

from typing import Any, get_args

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, Server

from expectations.contract.option import read_options
from expectations.contract.source_object import Format
from expectations.contract.writing import check_options
from expectations.problem import Findings, Place

FORMATS: tuple[Format, ...] = get_args(Format)
SPOKEN = {
    "tsv": "csv",
    "jsonl": "ndjson",
    "jsonlines": "ndjson",
    "xlsx": "excel",
    "xls": "excel",
    "postgres": "postgresql",
}
# Keys of a server that are for the reader of the contract, and those that each format acts on.
TOLD = ("server", "id", "type", "format", "description", "environment", "roles", "customProperties")
READ = {
    "postgresql": ("host", "port", "database", "schema_"),
    "csv": ("path", "delimiter", "encoding"),
    "ndjson": ("path", "encoding"),
    "json": ("path", "encoding"),
}
DATABASES = ("sqlite", "postgresql")
Servers = dict[str, tuple[Server, str, dict[str, Any]]]


def read_servers(model: OpenDataContractStandard, findings: Findings) -> Servers:
    """Name of a server -> the server, its format, and its options."""
    found: Servers = {}
    for index, server in enumerate(model.servers or []):
        place: Place = ("servers", index)
        written = (server.format or server.type or "").lower()
        form = SPOKEN.get(written, written)
        if form not in FORMATS:
            findings.unknown((*place, "format"), "format", server.format or server.type, (*FORMATS, *SPOKEN))
            continue
        options = read_options(server.customProperties, "server", form, place, findings)
        if written == "tsv":
            options.setdefault("delimiter", "\t")
        _check_keys(server, form, place, findings)
        for key in ("delimiter", "encoding"):
            if value := getattr(server, key):
                options[key] = value
        check_options(options, server.customProperties, place, findings)
        needed = ("host", "database") if form == "postgresql" else ("path",)
        for key in needed:
            if not getattr(server, key):
                findings.add(
                    place, f"The server does not say `{key}`.", f"A {form} server needs {' and '.join(needed)}."
                )
        found[server.server or ""] = (server, form, options)
    if not found and not findings.problems:
        findings.add((), "The contract has no `servers`.", "Say under `servers:` where the source is.")
    return found


def _check_keys(server: Server, form: str, place: Place, findings: Findings) -> None:
    """A key that means nothing for the format is a fault, and so is a place that is not read."""
    means = {*TOLD, *READ.get(form, ("path",))}
    for name in sorted(server.model_fields_set - means):
        key = name.removesuffix("_")
        findings.add((*place, key), f"`{key}` means nothing for {form}.", "Take it out.")
    kind = (server.type or "local").lower()
    if server.format and kind not in ("local", form) and SPOKEN.get(kind, kind) != form:
        fix = "Write `type: local`; files are brought below the data folder first."
        findings.add((*place, "type"), f"A file of {form} is not read from `{server.type}`.", fix)
    if isinstance(server.port, int) and not 1 <= server.port <= 65535:
        findings.add((*place, "port"), f"There is no port {server.port}.", "Write a number from 1 to 65535.")


def location_of(server: Server, form: str, given: SchemaObject, options: dict[str, Any]) -> str:
    """Where the object is; a table, sheet or connection goes into the options."""
    if form in DATABASES and "query" not in options:
        options["table"] = given.physicalName or given.name
    if form == "postgresql":
        connection = {"host": server.host, "port": str(server.port or 5432), "database": server.database}
        options.update({key: value for key, value in connection.items() if value})
        if server.schema_:
            options["schema"] = server.schema_
        return f"postgresql://{server.host}:{server.port or 5432}/{server.database}"
    if form == "excel" and "sheet" not in options and given.physicalName:
        options["sheet"] = given.physicalName
    path = server.path or ""
    if form in (*DATABASES, "excel") or not given.physicalName:
        return path
    return f"{path.rstrip('/')}/{given.physicalName}"
