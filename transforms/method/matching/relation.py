"""Temporary relations that one step of matching makes for the next, each by its name, with grain and columns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Records:
    """Tonight's records of one party type as the model sees them, and how many they are.

    `table`: one row a record: record_id (its number), source, party_key, record_hash, and its comparison keys by short
    names (given, surname, name, birth, email, ...), NULL where it tells none.
    """

    table: str
    count: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is frozen with a model beside its parameters.

    `common_key`: one row a blocking key that brings no records together: rule (its number), key (a hash).
    `shares(column)`: one row a value of a column with term frequencies: key (its hash, NULL for the rarest), share.
    """

    common_key: str = "common_key"
    term: str = "term"

    def shares(self, column: str) -> str:
        """Name of the relation with the shares of the values of a column."""
        return f"{self.term}_{column}"


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of tonight's records.

    `link`: one row a pair of which somebody says something: record_id_l < record_id_r, rule.
    `bare`: one row a record that tells nothing but an e-mail or a phone: record_id, reach.
    """

    link: str = "stated_link"
    bare: str = "bare_record"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What last night's pairs are worth tonight.

    `pair`: one row a pair of last night: record_id_l < record_id_r, is_edge, state: `holds`, `completes` (it holds
    while both are in one component), `withdrawn`, `gone`.
    `affected`: one row a record whose pairs are looked for again: record_id; no relation when those of all are.
    """

    pair: str = "last_pair"
    affected: str | None = "recompared_record"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs that share a blocking key, and how many they are.

    `table`: one row a pair: record_id_l < record_id_r.
    """

    table: str
    count: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is weighed tonight: the pairs, and the records in them.

    `record`: a table of `Records`. `candidate`: a table of `Candidates`. `stated`: the link of `Stated`. `last`: the
    pair of `Recalled`.
    """

    record: str
    candidate: str
    stated: str
    last: str
