"""The side of lifetimes 0.11.3 in `benchmarks/value.py`: run by the interpreter of its own environment."""

import json
import sys
import time
from pathlib import Path

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data


def peak_mb(reset: bool = False) -> float:
    """Greatest resident memory of this process since the last reset, in MB."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    sales = pd.read_parquet(sys.argv[1])
    sales["occurred_on"] = pd.to_datetime(sales["occurred_on"])
    before, spent = peak_mb(reset=True), {}

    began = time.process_time()
    rfm = summary_data_from_transaction_data(
        sales, "customer", "occurred_on", monetary_value_col="amount", observation_period_end=sys.argv[2]
    )
    spent["rfm"] = time.process_time() - began

    began = time.process_time()
    bg = BetaGeoFitter(penalizer_coef=0.0).fit(rfm["frequency"], rfm["recency"], rfm["T"])
    repeat = rfm[rfm["frequency"] > 0]
    gamma = GammaGammaFitter(penalizer_coef=0.0).fit(repeat["frequency"], repeat["monetary_value"])
    spent["fit"] = time.process_time() - began

    began = time.process_time()
    statistics = (rfm["frequency"], rfm["recency"], rfm["T"])
    scored = pd.DataFrame(
        {
            "p_alive": bg.conditional_probability_alive(*statistics),
            "expected_purchases": bg.conditional_expected_number_of_purchases_up_to_time(365, *statistics),
            "spend": gamma.conditional_expected_average_profit(rfm["frequency"], rfm["monetary_value"]),
        }
    )
    scored["value"] = 0.3 * gamma.customer_lifetime_value(
        bg, *statistics, rfm["monetary_value"], time=12, freq="D", discount_rate=1.1 ** (1 / 12) - 1
    )
    spent["score"] = time.process_time() - began

    figures = {
        "cpu_s": round(sum(spent.values()), 3),
        "stages": {name: round(seconds, 3) for name, seconds in spent.items()},
        "added_mb": round(peak_mb() - before, 1),
        "parameters": {**bg.params_.to_dict(), **gamma.params_.to_dict()},
        "expected_purchases": round(float(scored["expected_purchases"].sum())),
        "value": round(float(scored["value"].sum())),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
