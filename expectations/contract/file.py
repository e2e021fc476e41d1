"""A source's `contract.yaml` (Open Data Contract Standard 3.1) read into what the engine acts on."""

import re

from open_data_contract_standard.model import OpenDataContractStandard

from expectations.contract.key import read_model
from expectations.contract.object import may_be_named, object_of
from expectations.contract.option import read_options
from expectations.contract.server import read_servers
from expectations.contract.source_object import Contract
from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Problem


def read_contract(content: str, path: str, source: str) -> tuple[Contract | None, list[Problem]]:
    """The contract of a source from the text of its file, and every problem found; None when there is any.

    `path` is what problems are reported under; `source` is the name of the folder that the file stands in.
    """
    data, findings = read_yaml(content, path)
    model = read_model(data, findings) if data is not None else None
    if model is None:
        return None, findings.problems
    _head(model, source, findings)
    servers = read_servers(model, findings)
    objects = [
        found
        for index, given in enumerate(model.schema_ or [])
        if servers and (found := object_of(given, source, servers, ("schema", index), findings))
    ]
    names = [given.name for given in model.schema_ or []]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        findings.add(("schema",), f"Two objects are called `{name}`.", "Rename one of them.")
    options = read_options(model.customProperties, "contract", "", (), findings)
    if findings.problems:
        return None, findings.problems
    description = (model.description.purpose if model.description else None) or model.name or ""
    return Contract(source, str(model.version), description.strip(), tuple(objects), **options), []


def _head(model: OpenDataContractStandard, source: str, findings: Findings) -> None:
    if not may_be_named(source):
        fix = (
            "Name the folder with small letters, digits and `_`, and not like a word of SQL or a schema of the engine."
        )
        findings.add((), f"`{source}` cannot be the name of a source.", fix)
    for key in ("kind", "apiVersion", "id", "version"):
        if not getattr(model, key):
            findings.add((), f"`{key}` is missing.", "The standard asks for kind, apiVersion, id and version.")
    if model.kind not in (None, "DataContract"):
        findings.add(("kind",), f"`{model.kind}` is not a contract.", "Write `kind: DataContract`.")
    if model.apiVersion and not re.fullmatch(r"v3\.\d+\.\d+", model.apiVersion):
        findings.add(("apiVersion",), f"Version {model.apiVersion} of the standard is not read.", "Write v3.1.0.")
    if not model.schema_:
        findings.add((), "The contract has no `schema`.", "Describe at least one object under `schema:`.")
