"""A made-up town: persons with families, each written down one to three times, with slips; the same for one seed."""

import random
from datetime import date, timedelta
from typing import Any

GIVEN = ("anna", "peter", "maria", "johann", "lena", "paul", "julia", "felix", "clara", "emil", "ida", "oskar", "hugo")
SURNAMES = ("meier", "koch", "schulz", "braun", "wolf", "lang", "vogel", "stein", "busch", "horn", "kraft", "winter")
STREETS = ["haupt st", "garten weg", "linden allee", "berg st", "markt pl", "schul st"]


def town(people: int, seed: int = 1) -> list[dict[str, Any]]:
    """Rows for `night_world.records`; party_key is "<person>-<copy>", so the truth is the part before the dash."""
    chance = random.Random(seed)
    rows: list[dict[str, Any]] = []
    home: dict[str, Any] = {}
    for person in range(people):
        if chance.random() > 0.3 or not home:
            home = {
                "surname_key": chance.choice(SURNAMES),
                "address_key": f"{chance.randrange(1, 90)} {chance.choice(STREETS)}",
                "city_key": chance.choice(["ulm", "celle", "trier"]),
                "phone_key": f"+49731{chance.randrange(10**6, 10**7)}",
            }
        self = home | {
            "given_name_key": chance.choice(GIVEN),
            "birth_on": date(1940, 1, 1) + timedelta(days=chance.randrange(25_000)),
            "email_key": f"p{person}@post.de",
        }
        for copy in range(chance.choice([1, 1, 2, 3])):
            rows.append(_written(self, f"{person:04}-{copy}", chance))
    return rows


def _written(person: dict[str, Any], key: str, chance: random.Random) -> dict[str, Any]:
    row: dict[str, Any] = person | {"party_key": key}
    for column in ("birth_on", "email_key", "phone_key", "address_key"):
        if chance.random() < 0.3:
            row[column] = None
    if chance.random() < 0.1:
        name = row["given_name_key"]
        row["given_name_key"] = name[:2] + chance.choice("aeiou") + name[3:]
    row["name_key"] = " ".join(sorted([row["given_name_key"], row["surname_key"]]))
    return row


def families_told_apart(clusters: set[tuple[str, ...]]) -> tuple[float, float]:
    """Precision and recall over pairs of one cluster against the truth in the keys."""
    found = right = 0
    entities: dict[str, int] = {}
    for cluster in clusters:
        people = [key.split("-")[0] for key in cluster]
        found += len(people) * (len(people) - 1) // 2
        for person in set(people):
            right += people.count(person) * (people.count(person) - 1) // 2
        for person in people:
            entities[person] = entities.get(person, 0) + 1
    true_pairs = sum(count * (count - 1) // 2 for count in entities.values())
    return right / max(found, 1), right / max(true_pairs, 1)
