"""Run inside the CRM's own environment: fills a database of Tryton and says what is in it.

`keeper.py FOLDER import FILE [RESULTS]` imports a file as a person would in the client; RESULTS gets code and id of
every party. `keeper.py FOLDER show` prints every party, contact and address as JSON. The folder holds trytond.conf.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from proteus import Model, config


def main() -> None:
    """Do what the arguments say; a refusal of Tryton is printed on standard error, exit code 1."""
    folder, verb, *files = sys.argv[1:]
    current = config.set_trytond("sqlite:///crm", config_file=str(Path(folder) / "trytond.conf"))
    if verb == "import":
        with Path(files[0]).open(encoding="utf-8", newline="") as file:
            fields, *rows = csv.reader(file)
        try:
            Model.get("party.party")._proxy.import_data(fields, rows, current.context)
        except Exception as error:
            sys.exit(f"{type(error).__name__}: {error}")
        if files[1:]:
            with Path(files[1]).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("code", "id"), *((p.code, p.id) for p in everybody())])
    elif verb == "country":
        country = Model.get("country.country")(name=files[0], code=files[1])
        country.save()
    else:
        print(json.dumps({party.code: shown(party) for party in everybody()}, ensure_ascii=False))


def everybody() -> list[Any]:
    """All parties, also those that are no longer active."""
    with config.get_config().set_context(active_test=False):
        found: list[Any] = Model.get("party.party").find([], order=[("id", "ASC")])
        return found


def shown(party: Any) -> dict[str, Any]:
    """What Tryton knows of a party."""
    return {
        "id": party.id,
        "name": party.name,
        "active": party.active,
        "contacts": sorted([one.type, one.value] for one in party.contact_mechanisms),
        "addresses": [
            [one.street or "", one.postal_code or "", one.city or "", one.country.code if one.country else ""]
            for one in party.addresses
        ],
    }


if __name__ == "__main__":
    main()
