"""Training: a new matching model beside the one that stands, compared before anybody accepts it."""

import polars as pl
from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from expectations.company import load_company
from flows.refusal import without_values
from warehouse.review.training import accept, trained


@flow(name="train_identity", flow_run_name="{company}", validate_parameters=False)
def train_identity(company: str | None = None, accepted: bool = False) -> pl.DataFrame:
    """What a model trained on the published night would change, in figures; with `accepted` it stands from now on."""
    figures = train(company, accepted)
    create_table_artifact(key="training", table=figures.to_dicts(), description="What the new model would change.")
    return figures


@task(cache_policy=NO_CACHE)
def train(company: str | None, accepted: bool) -> pl.DataFrame:
    """The figures of a new model, which is kept if it is accepted."""
    folder = load_company(company, forgiving=True)
    new = without_values(trained, folder.files.live)
    if accepted:
        accept(folder.state, new.model)
    return new.figures()
