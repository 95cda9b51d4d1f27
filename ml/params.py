"""The parameters of models and judgements, each with what it changes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Another seed gives other row samples and other replicates, and so another artifact hash.
SEED: Final = 20_260_101

# More replicates steady the intervals (at 400 a standard error moves by about 4%) and cost time.
REPLICATE_COUNT: Final = 400
# Customers are resampled in at most this many groups; with 200 a standard error is off by about 5%.
GROUP_LIMIT: Final = 200
# Replicates rank scores in at most this many bins; point estimates are never binned.
SCORE_BIN_LIMIT: Final = 256
# Equal-count bins of the reliability curve and of the expected calibration error.
CALIBRATION_BIN_COUNT: Final = 10
# The share of a two-sided interval.
CONFIDENCE: Final = 0.95

# Below this many churned rows a learned model is noise, and the rule is the champion.
MINIMUM_POSITIVES: Final = 50
# Segments with fewer rows in the holdout or in a cohort get no metrics of their own.
MINIMUM_SEGMENT_ROWS: Final = 200
# Weekly cohorts have many segments: half the replicates and a quarter of the bins take a third of
# the time.
SEGMENT_REPLICATE_COUNT: Final = 200
SEGMENT_BIN_LIMIT: Final = 64
SEGMENT_COLUMNS: Final = ("industry", "region", "company_size", "plan_name", "tenure_band")

# Draws of outcomes behind the interval of an estimate; more steady its ends and cost time.
ESTIMATE_DRAW_COUNT: Final = 200

# Points of the rule that make one unit of raw score.
POINTS_PER_RAW_SCORE: Final = 10.0
# Importances are means over at most this many rows: the order settles long before.
IMPORTANCE_ROW_LIMIT: Final = 2_000

# Gates look at this many of the most important features.
TOP_FEATURES: Final = 10
# Least share of their importance that points where the catalogue expects it. Linear models turn
# some of the features over that go together: 0.70 to 0.77 is usual for them, 0.85 for trees.
MINIMUM_SIGN_AGREEMENT: Final = 0.5
# What was said and what happened may differ by this much, on the whole and in any segment.
LARGEST_CALIBRATION_ERROR: Final = 0.05
# A slope of log-odds up to this, or down to one divided by it, misleads nobody.
CALIBRATION_SLOPE_LIMIT: Final = 1.5
# A week's ROC AUC may lie this far below the usual one, and by so many standard errors of the
# worst of some ten weeks: one history in a hundred falls below by chance.
LARGEST_FALL: Final = 0.05
STEADY_STANDARD_ERRORS: Final = 3.0
# A segment may lose this much log-likelihood per row; a difference must also be significant at
# this level after Holm's correction for the number of segments. At 1% a quiet run seldom fails.
LARGEST_SEGMENT_LOSS: Final = 0.005
SEGMENT_SIGNIFICANCE: Final = 0.01
# A single feature that ranks customers better than this knows the answer.
LARGEST_FEATURE_ROC_AUC: Final = 0.98
# Alarms learn from this many rows, with this many trees: enough to remember what may not be known.
ALARM_ROW_LIMIT: Final = 5_000
ALARM_TREE_COUNT: Final = 20
# Learning from lots may rank the unseen better than chance by this many standard errors.
LOT_STANDARD_ERRORS: Final = 3.0
# That standard error is the spread over this many other lots for the same scores.
LOT_DRAW_COUNT: Final = 100

# Stored scores are rounded so that the last bits of other machines do not show.
SCORE_DECIMALS: Final = 9

# Weight of the data against the L2 penalty; the one with the lowest validation log loss is used.
LOGISTIC_STRENGTHS: Final = (0.001, 0.01, 0.1)
# A linear model learns nothing from more rows than this; a sample of them is kept.
LOGISTIC_ROW_LIMIT: Final = 100_000
# Standardised values beyond this many deviations are pulled in, so that no outlier rules a score.
LOGISTIC_CLIP: Final = 4.0

BOOSTING: Final[Mapping[str, str | int | float]] = MappingProxyType(
    {
        # Log loss, so that margins are log-odds.
        "objective": "binary:logistic",
        "eval_metric": "logloss",
        # Binned splits: quick, and bit-identical over threads.
        "tree_method": "hist",
        # Interactions of up to four features; deeper trees explain more slowly and overfit.
        "max_depth": 4,
        # Candidate splits of a feature; more are slower and rarely better.
        "max_bin": 128,
        # Step of each tree; smaller needs more trees for the same fit.
        "eta": 0.1,
        # Least evidence in a leaf (sum of p(1-p)); higher refuses leaves of a few customers.
        "min_child_weight": 3.0,
        # Share of rows that each tree sees; lower decorrelates trees.
        "subsample": 0.8,
        # Share of features that each tree sees; lower spreads importance over twins.
        "colsample_bytree": 0.5,
        # Pull of leaf values towards zero.
        "lambda": 5.0,
    }
)
# Below this many cells one thread is used: a second saves a second, and costs ten when the machine
# is busy, since threads wait for each other by spinning (unless OMP_WAIT_POLICY is PASSIVE).
BOOSTING_ONE_THREAD_CELLS: Final = 3_000_000
# So many small trees learn next to nothing from more rows than this; a sample of them is kept.
BOOSTING_ROW_LIMIT: Final = 300_000
# No more trees than this; time to explain grows with their number.
TREE_LIMIT: Final = 200
# Stop when validation log loss has not improved for this many trees.
EARLY_STOPPING_ROUNDS: Final = 20

# Neighbours drawn around each customer whose reasons are cross-checked; more steady the weights.
SURROGATE_DRAWS: Final = 1_600
# The share of features that a neighbour takes from somebody else; higher looks further away.
SURROGATE_SWAPPED_SHARE: Final = 0.2
# The share of swapped features at which a neighbour counts for about a third.
SURROGATE_KERNEL_WIDTH: Final = 0.25
# Pull of the weights towards zero, against a variance of about 0.16 of each kept-or-not.
SURROGATE_PENALTY: Final = 0.001
# How many of the strongest reasons are compared: the first, those of a list, those of a score.
AGREEMENT_TOPS: Final = (1, 3, 5)

# A programme says nothing of its effect before so many customers have matured in either arm, and
# so many of them have left in all: below, intervals are too narrow for what they claim.
MINIMUM_ARM_CUSTOMERS: Final = 50
MINIMUM_CHURNED: Final = 20
# The always-valid interval is narrowest for its kind at about so many customers.
ALWAYS_VALID_TIGHT_AT: Final = 1_000
# How far relative effects of programmes lie from 0, and those of segments from their programme's,
# before anything is measured: what is measured is drawn in by its own error against these.
PROGRAMME_EFFECT_SPREAD: Final = 0.2
SEGMENT_EFFECT_SPREAD: Final = 0.2
# Segments are told apart where they differ at this level, shared among the ways to cut.
SEGMENTS_DIFFER_AT: Final = 0.05
# What a programme should be able to show, as shares of the churn that it prevents.
SMALL_EFFECT: Final = 0.10
USUAL_EFFECT: Final = 0.20
# The chance to show an effect that is there.
POWER: Final = 0.80
# The plans that are looked at before launch.
CONTROL_SHARES: Final = (0.1, 0.2, 0.3, 0.5)
DRAWING_MONTHS: Final = (1, 3, 6, 12)
