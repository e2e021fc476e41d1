"""What people gave a night: their judgements, and the model that they accepted."""

from pathlib import Path

from warehouse.night import Night
from warehouse.review.judgements import rows

MODEL_FILE = "match_model.parquet"


def carry_in(state: Path, night: Night) -> None:
    """Fill `identity.judgement` and `identity.trained_model` from the files of the state folder."""
    night.rows("identity.judgement", rows(state))
    model = state / MODEL_FILE
    if model.exists():
        night.con.execute("insert into identity.trained_model by name from read_parquet(?)", [str(model)])
