"""The drawn shop and the throw-away PostgreSQL, for what is pushed."""

from tests.warehouse.release.conftest import postgres, shop

__all__ = ["postgres", "shop"]
