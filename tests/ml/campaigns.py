"""Campaigns with a known effect, for tests."""

import numpy as np
import pandas as pd


def campaign(count=2_000, *, saved=0.0, seed=0, share=0.5, matured=1.0, policy="policy:1"):
    """Return units in two strata, of whom contact keeps the share `saved` of those who leave."""
    generator = np.random.default_rng([11, seed])
    risk = generator.beta(1.5, 4.0, count)
    is_control = generator.random(count) < share
    leaves = generator.random(count) < risk * np.where(is_control, 1.0, 1.0 - saved)
    is_matured = generator.random(count) < matured
    return pd.DataFrame(
        {
            "policy": policy,
            "customer_id": [f"C{place:06d}" for place in range(count)],
            "stratum": np.where(risk > 0.3, "high", "medium"),
            "arm": np.where(is_control, "control", "treatment"),
            "control_share": share,
            "covariate": risk,
            "mrr_usd": np.round(generator.lognormal(5.0, 0.8, count), 2),
            "is_contacted": ~is_control & (generator.random(count) < 0.8),
            "is_matured": is_matured,
            "is_churned": pd.array(leaves, dtype="boolean"),
            "company_size": generator.choice(["small", "medium", "large"], count),
            "region": generator.choice(["europe", "north_america"], count),
            "industry": None,
            "plan_name": generator.choice(["starter", "team", "business"], count),
            "tenure_band": "over_a_year",
        }
    )
