"""One row a number of degrees of freedom: the two-sided quantile of Student's t at the company's interval level."""

import numpy as np
import polars as pl
from scipy import stats

from transforms.step import Tables

INPUTS = ("ops.setting",)

TABULATED = 200
# Beyond the table the normal law stands in for t: at 200 degrees they differ by 0.6 %.
NORMAL = 1_000_000


def build(tables: Tables) -> pl.DataFrame:
    """Degrees 1 to 200, and 1,000,000 for the normal quantile; quantiles to six digits."""
    level = tables.read("select interval_level from ops.setting").item()
    degrees = np.append(np.arange(1, TABULATED + 1), NORMAL)
    quantile = np.round(stats.t.ppf((1 + level) / 2, degrees), 6)
    return pl.DataFrame({"degrees": degrees, "quantile": quantile})
