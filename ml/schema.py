"""The border: one declared shape for every table that `ml` gives back."""

from dataclasses import dataclass

import pandas as pd

from ml.errors import FrameError

REASON_COUNT = 5


@dataclass(frozen=True)
class Schema:
    """A table's name, grain and column types."""

    name: str
    grain: tuple[str, ...]
    columns: dict[str, str]

    def conform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with exactly these columns, in this order and of these types."""
        missing = [name for name in self.columns if name not in frame]
        if missing:
            raise FrameError(f"{self.name} lacks {missing}. It has {list(frame.columns)}.")
        conformed = frame[list(self.columns)].astype(self.columns)
        repeated = int(conformed.duplicated(list(self.grain)).sum())
        if repeated:
            raise FrameError(
                f"{self.name} has {repeated} repeated rows for {list(self.grain)}; "
                "expected one row each."
            )
        return conformed

    def empty(self) -> pd.DataFrame:
        """Return the table with no rows and every column typed."""
        columns = {name: pd.Series([], dtype=dtype) for name, dtype in self.columns.items()}
        return pd.DataFrame(columns)


MODEL_VERSIONS = Schema(
    name="model_versions",
    grain=("model_version",),
    columns={
        "model_version": "str",
        "algorithm": "str",
        "rung": "int64",
        "trained_as_of_date": "datetime64[us]",
        "stage": "str",
        "decided_by": "str",
        "reason": "str",
        "training_row_count": "int64",
        "training_customer_count": "int64",
        "positive_count": "int64",
        "train_from_date": "datetime64[us]",
        "train_to_date": "datetime64[us]",
        "validation_from_date": "datetime64[us]",
        "validation_to_date": "datetime64[us]",
        "holdout_from_date": "datetime64[us]",
        "holdout_to_date": "datetime64[us]",
        "feature_set_hash": "str",
        "data_fingerprint": "str",
        "code_version": "str",
        "parameters": "str",
        "calibration_slope": "float64",
        "calibration_intercept": "float64",
        "base_raw_score": "float64",
        "artifact": "str",
        "artifact_hash": "str",
        "report": "str",
    },
)

SCORES = Schema(
    name="scores",
    grain=("customer_id", "as_of_date", "model_version"),
    columns={
        "customer_id": "str",
        "as_of_date": "datetime64[us]",
        "model_version": "str",
        "raw_score": "float64",
        "base_raw_score": "float64",
        "churn_probability": "float64",
    },
)


def reasoned_scores(top: int) -> Schema:
    """Return the shape of scores that carry their `top` reasons in wide columns."""
    reasons = {
        f"reason_{rank}_{part}": dtype
        for rank in range(1, top + 1)
        for part, dtype in (("feature", "str"), ("contribution", "float64"))
    }
    return Schema(
        name="reasoned_scores",
        grain=SCORES.grain,
        columns={**SCORES.columns, **reasons, "other_contribution": "float64"},
    )


SCORES_WITH_REASONS = reasoned_scores(REASON_COUNT)

SCHEDULED_SCORES = Schema(
    name="scheduled_scores",
    grain=SCORES.grain,
    columns={**SCORES_WITH_REASONS.columns, "has_reasons": "bool", "is_rescoring": "bool"},
)

COHORT_METRICS = Schema(
    name="cohort_metrics",
    grain=("model_version", "as_of_date", "segment_name", "segment_value", "metric_name"),
    columns={
        "model_version": "str",
        "as_of_date": "datetime64[us]",
        "segment_name": "str",
        "segment_value": "str",
        "metric_name": "str",
        "metric_value": "float64",
        "ci_low": "float64",
        "ci_high": "float64",
        "no_skill_value": "float64",
        "row_count": "int64",
        "positive_count": "int64",
    },
)

MODEL_CARDS = Schema(
    name="model_cards",
    grain=("model_version",),
    columns={"model_version": "str", "card_markdown": "str", "card_html": "str"},
)

MIRRORED_VERSIONS = Schema(
    name="mirrored_versions",
    grain=("model_version",),
    columns={"model_version": "str", "state": "str", "run_id": "str"},
)

EXPLANATION_AGREEMENT = Schema(
    name="explanation_agreement",
    grain=("model_version", "as_of_date", "top_k"),
    columns={
        "model_version": "str",
        "as_of_date": "datetime64[us]",
        "top_k": "int64",
        "sample_size": "int64",
        "overlap_share": "float64",
        "ci_low": "float64",
        "ci_high": "float64",
        "no_skill_share": "float64",
        "same_for_all_share": "float64",
        "same_direction_share": "float64",
        "rank_correlation": "float64",
    },
)

CAMPAIGN_EFFECTS = Schema(
    name="campaign_effects",
    grain=("policy", "segment_name", "segment_value", "method"),
    columns={
        "policy": "str",
        "segment_name": "str",
        "segment_value": "str",
        "method": "str",
        "treatment_count": "int64",
        "control_count": "int64",
        "treatment_churned_count": "int64",
        "control_churned_count": "int64",
        "treatment_contacted_count": "int64",
        "control_contacted_count": "int64",
        "waiting_count": "int64",
        "left_out_count": "int64",
        "treatment_churn_rate": "float64",
        "control_churn_rate": "float64",
        "difference": "float64",
        "standard_error": "float64",
        "ci_low": "float64",
        "ci_high": "float64",
        "always_valid_low": "float64",
        "always_valid_high": "float64",
        "sample_ratio_p": "float64",
        "saved_mrr": "float64",
        "saved_mrr_low": "float64",
        "saved_mrr_high": "float64",
        "number_needed_to_contact": "float64",
        "relative_effect": "float64",
        "expected_relative_effect": "float64",
        "tells_apart": "bool",
        "verdict": "str",
    },
)

CAMPAIGN_POWER = Schema(
    name="campaign_power",
    grain=("stratum", "control_share", "month_count", "method", "look"),
    columns={
        "stratum": "str",
        "control_share": "float64",
        "month_count": "int64",
        "method": "str",
        "look": "str",
        "customer_count": "int64",
        "churn_rate": "float64",
        "variance_reduction": "float64",
        "smallest_effect": "float64",
        "customers_for_10_percent": "float64",
        "customers_for_20_percent": "float64",
        "verdict": "str",
    },
)

UPLIFT_EVALUATIONS = Schema(
    name="uplift_evaluations",
    grain=("policy",),
    columns={
        "policy": "str",
        "learn_count": "int64",
        "tune_count": "int64",
        "choose_count": "int64",
        "confirm_count": "int64",
        **{
            f"{part}_{figure}": "float64"
            for part in ("choose", "confirm")
            for figure in (
                *("risk_qini", "uplift_qini"),
                *("lead", "lead_error", "lead_low", "lead_high"),
            )
        },
        "is_promoted": "bool",
        "verdict": "str",
    },
)
