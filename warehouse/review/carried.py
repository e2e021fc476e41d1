"""What people gave a night: their judgements, and the model that they accepted."""

from pathlib import Path

from expectations.company.state import State
from warehouse.night import Night
from warehouse.review.judgements import rows


def carry_in(state: Path, night: Night) -> None:
    """Fill `identity.judgement` and `identity.trained_model` from the files of the state folder."""
    night.rows("identity.judgement", rows(state))
    model = State(state).match_model
    if model.exists():
        night.con.execute("insert into identity.trained_model by name from read_parquet(?)", [str(model)])
