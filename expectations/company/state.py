"""What the engine keeps of a company, and where: every path below its state folder is spelled here."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a company's warehouse, all below `<state>/warehouse`."""

    folder: Path

    @property
    def live(self) -> Path:
        """The last published night, with direct identifiers."""
        return self.folder / "live.duckdb"

    @property
    def previous(self) -> Path:
        """The night before the live one: what a re-run of the live day starts from."""
        return self.folder / "previous.duckdb"

    @property
    def building(self) -> Path:
        """The night being built."""
        return self.folder / "building.duckdb"

    @property
    def analyst(self) -> Path:
        """The published night without direct identifiers."""
        return self.folder / "analyst.duckdb"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.folder / "writer.lock"

    @property
    def spill(self) -> Path:
        """What does not fit into memory while a night is built or looked at."""
        return self.folder / "spill"

    @property
    def to_compact(self) -> Path:
        """The day of a night that took out somebody, until its file has been written anew without their bytes."""
        return self.folder / "compact"


@dataclass(frozen=True, slots=True)
class State:
    """The folders and files below a company's state folder."""

    folder: Path

    @property
    def warehouse(self) -> Files:
        """The databases of the nights."""
        return Files(self.folder / "warehouse")

    @property
    def landing(self) -> Path:
        """What sources delivered, `<source>/<object>/<day>.parquet`."""
        return self.folder / "landing"

    @property
    def exports(self) -> Path:
        """What left, `<release>/<day>/`."""
        return self.folder / "exports"

    @property
    def plans(self) -> Path:
        """What was chosen or drawn once for a release: the levels of its columns, the noise of its counts."""
        return self.folder / "plans"

    @property
    def ledger(self) -> Path:
        """The last hash of the ledger of disclosures, `<day>.json`: it shows when rows at the ledger's end are gone."""
        return self.folder / "ledger"

    @property
    def access(self) -> Path:
        """What was written for people who asked what is known of them, `<customer>/`."""
        return self.folder / "access"

    @property
    def judgements(self) -> Path:
        """What people said about pairs of records."""
        return self.folder / "judgements.csv"

    @property
    def match_model(self) -> Path:
        """The matching model that was accepted and waits for its first night."""
        return self.folder / "match_model.parquet"

    @property
    def prefect(self) -> Path:
        """What Prefect keeps of the flows that run here."""
        return self.folder / "prefect"

    def key(self, recipient: str) -> Path:
        """The key that makes the pseudonyms of one recipient, in hexadecimal; no name leads out of the folder."""
        return self.folder / "keys" / f"{recipient.replace('/', '%2F')}.key"

    def report(self, day: date) -> Path:
        """The page about one night."""
        return self.folder / "report" / f"{day}.html"
