"""The throw-away PostgreSQL for every test of sources."""

from tests.postgres import postgres

__all__ = ["postgres"]
