"""The files of one release: its parts as the destination takes them, certificates, manifest, place in the ledger."""

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from expectations.company.state import State
from transforms.method.disclosure.formula_guard import guard_cells
from transforms.method.disclosure.keyed_id import keyed_ids
from warehouse.night import Night
from warehouse.private_file import write_private
from warehouse.release.disclosure_ledger import certify, enter
from warehouse.release.gate import list_of_columns
from warehouse.release.passage import Connection, Passage
from warehouse.release.render import File, render
from warehouse.release.terms import terms_of

# Part of a release -> its rows, with the key there and the destination's own id.
PARTS = {
    "create": "select {columns}, _key, _theirs from {create} order by customer_id",
    "update": "select {columns}, _key, _theirs from {update} order by customer_id",
    "remove": "select _sent_key as _key, _theirs from {remove} order by _gone",
}
MERGED = "select _old_key as customer_id, _new_key as merged_into from {merge} order by customer_id"
IDS = ("customer_id", "merged_into", "_key")


def write_files(state: Path, night: Night, passage: Passage, key: bytes) -> None:
    """Write the parts with certificates and manifest into a hidden folder, and a row a file into the ledger."""
    folder = State(state).exports / passage.release.name / f".{night.today}.waiting"
    shutil.rmtree(folder, ignore_errors=True)
    files = rendered(night.con, passage, key)
    said: list[dict[str, Any]] = []
    for file in files:
        write_private(folder / file.name, file.content)
        digest = hashlib.sha256(file.content).hexdigest()
        spent = passage.release.agreement.epsilon if passage.counts is not None else None
        said.append({"file": file.name, "rows": file.rows, "columns": file.columns, "epsilon": spent, "sha256": digest})
    certify(folder, night, passage, enter(night, passage, key, said))
    manifest = json.dumps(_manifest(night, passage, said), ensure_ascii=False, indent=1)
    write_private(folder / "manifest.json", manifest.encode())


def rendered(con: Connection, passage: Passage, key: bytes) -> list[File]:
    """The files of every part of a release that has passed the gate, not yet written; gate.Refused when none can be."""
    agreement, destination = passage.release.agreement, passage.release.destination
    if passage.counts is not None:
        content = guard_cells(passage.counts).write_csv().encode()
        return [File("counts.csv", content, passage.counts.height, passage.counts.columns)]
    has_consent = bool(passage.release.purpose and passage.release.purpose.needs_consent)
    files, names = [], asdict(passage.relations)
    for part, query in PARTS.items():
        rows = con.sql(query.format(columns=list_of_columns(agreement.columns), **names)).pl()
        files += render(part, _pseudonymous(rows, passage, key), agreement, destination, has_consent)
    merged = _pseudonymous(con.sql(MERGED.format(merge=names["merge"])).pl(), passage, key)
    return [*files, File("merge.csv", merged.write_csv().encode(), merged.height, merged.columns)]


def _pseudonymous(rows: pl.DataFrame, passage: Passage, key: bytes) -> pl.DataFrame:
    """Ids under the recipient's key, unless the release goes to a CRM that must know the customer."""
    if terms_of(passage.release).is_identified:
        return rows
    return rows.with_columns(keyed_ids(rows[name], key, "customer") for name in IDS if name in rows.columns)


def _manifest(night: Night, passage: Passage, files: list[dict[str, Any]]) -> dict[str, Any]:
    """What a recipient must know to take the files, and counts that explain how customers became rows."""
    agreement, destination, difference = passage.release.agreement, passage.release.destination, passage.difference
    return {
        "release": passage.release.name,
        "sentence": agreement.sentence,
        "night": str(night.today),
        "recipient": agreement.recipient,
        "purpose": agreement.purpose,
        "mode": agreement.mode,
        "version": agreement.version,
        "target": {"name": destination.name, "sentence": destination.sentence, "format": destination.format},
        "place_in_order": destination.order.index(agreement.entity) + 1 if destination.order else None,
        "id": destination.id_field or None,
        "erases_in_update": destination.null_in_update if destination.format in ("csv", "calls") else None,
        **({"selected": passage.selected, "held_back": passage.suppressed} if passage.counts is None else {}),
        "unchanged": difference.unchanged if difference else 0,
        "files": files,
    }
