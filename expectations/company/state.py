"""Where a company's warehouse stands, below its state folder."""

from dataclasses import dataclass
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
