"""Noised records of one small town with truth and households, by pseudopeople (Haddock et al. 2024).

Three sources know the same people: a census (name, birth date, address), a social security register (name, birth
date, number) and tax forms of employers (name, number, address; one row a job). Or, with `--kind census`, one census
noised three times, which has no numbers at all. pseudopeople pins an old pandas, so it lives in an environment of its
own:

    python3.11 -m venv households && households/bin/pip install pseudopeople==1.3.1
    households/bin/python benchmarks/households.py --seed 11 --output households_11.parquet
"""

import argparse
from pathlib import Path

import pandas as pd
import pseudopeople

YEAR = 2020
COLUMNS = [
    "entity", "household", "source", "given_name", "middle_name", "surname", "birth_date", "ssn", "sex",
    "street_number", "street_name", "unit_number", "city", "state", "postcode",
]  # fmt: skip
NAMES = {
    "simulant_id": "entity", "household_id": "household", "first_name": "given_name", "last_name": "surname",
    "date_of_birth": "birth_date", "zipcode": "postcode", "middle_initial": "middle_name",
}  # fmt: skip


def common_shape(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """The rows of one source under common names; dates written month first are turned year first."""
    rows = rows.rename(columns=lambda name: name.removeprefix("mailing_address_")).rename(columns=NAMES)
    rows["source"] = source
    rows = rows.reindex(columns=COLUMNS).astype("string")
    if source.startswith("census"):
        rows["birth_date"] = rows["birth_date"].str.replace(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\1-\2", regex=True)
    return rows


def generate(seed: int, kind: str) -> pd.DataFrame:
    """One row a record: record_id, entity (the truth), household, source and what the source says."""
    told = {"verbose": False, "year": YEAR}
    if kind == "census":
        parts = [
            common_shape(pseudopeople.generate_decennial_census(seed=1000 * seed + time, **told), f"census_{time}")
            for time in range(3)
        ]
    else:
        parts = [
            common_shape(pseudopeople.generate_decennial_census(seed=seed, **told), "census"),
            common_shape(pseudopeople.generate_social_security(seed=seed, **told), "register"),
            common_shape(pseudopeople.generate_taxes_w2_and_1099(seed=seed, **told), "tax"),
        ]
    rows = pd.concat(parts).sample(frac=1, random_state=seed)
    rows.insert(0, "record_id", [str(number) for number in range(len(rows))])
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kind", choices=("sources", "census"), default="sources")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    generate(arguments.seed, arguments.kind).to_parquet(arguments.output, index=False)
