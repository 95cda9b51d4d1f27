"""What StreamFlow is like: prices, rates and effects, as constants with the reason beside them."""

from datetime import date
from typing import Final

# Sign-ups ---------------------------------------------------------------------------------------
# `customers` counts the sign-ups up to this day; a later `ends_on` adds more at the same growth.
REFERENCE_END: Final = date(2026, 6, 1)
MONTHLY_GROWTH: Final = 0.035
CHUNK_CUSTOMERS: Final = 10_000

# Who the customers are --------------------------------------------------------------------------
INDUSTRIES: Final = ("education", "finance", "healthcare", "manufacturing", "media", "retail")
INDUSTRY_SHARES: Final = (0.12, 0.18, 0.14, 0.18, 0.18, 0.20)
REGIONS: Final = ("asia_pacific", "europe", "latin_america", "north_america")
REGION_SHARES: Final = (0.15, 0.35, 0.10, 0.40)
# The hour (UTC) at which an office day starts.
REGION_OFFICE_HOUR: Final = (0, 7, 12, 13)
PLANS: Final = ("starter", "team", "business", "enterprise")
PLAN_CUTS: Final = (3.4, 4.6, 5.9)  # of log employees, blurred
PLAN_SEAT_PRICE_CENTS: Final = (1200, 1900, 2700, 3900)
PLAN_MAX_SEATS: Final = (10, 40, 200, 2000)
PLAN_ANNUAL_SHARES: Final = (0.05, 0.11, 0.18, 0.30)
PLAN_FRAILTY: Final = (1.8, 1.05, 0.70, 0.45)
INDUSTRY_FRAILTY: Final = (0.85, 0.92, 0.96, 1.0, 1.08, 1.15)
UNSEEN_FRAILTY_SD: Final = 0.05

# How much they use ------------------------------------------------------------------------------
EVENT_NAMES: Final = (
    "login",
    "report_viewed",
    "dashboard_shared",
    "teammate_invited",
    "comment_added",
    "report_built",
    "alert_created",
    "data_exported",
    "integration_synced",
    "api_called",
    "error_shown",
    "upgrade_page_viewed",
)
EVENT_SHARES: Final = (0.34, 0.12, 0.07, 0.03, 0.07, 0.11, 0.05, 0.04, 0.06, 0.05, 0.04, 0.02)
EVENTS_PER_DAY: Final = 1.38  # of a median customer on a working day out of episodes
BASELINE_SD: Final = 0.25
WEEKEND_LEVEL: Final = 0.18
RETAIL_WEEKEND_LEVEL: Final = 0.55
MOOD_SD: Final = 0.06  # weekly, slowly forgotten change of the log activity
ONBOARDING_DAYS: Final = 21
ABSENCE_DAILY_RATE: Final = 0.0008  # short dips that mean nothing
ABSENCE_DAYS: Final = (6, 18)
ABSENCE_LEVEL: Final = 0.25

# Why they leave ---------------------------------------------------------------------------------
CAUSES: Final = (
    "disengaged_champion",
    "product_gaps",
    "slow_support",
    "price",
    "failed_payment",
)
CHAMPION, GAPS, SUPPORT, PRICE, PAYMENT = range(5)
OUT_OF_THE_BLUE: Final = "out_of_the_blue"
# Episodes start by day (champion, gaps, support; price for annual terms) or at a monthly renewal.
DAILY_START_RATE: Final = (0.0037, 0.0028, 0.0022, 0.0, 0.0)
RENEWAL_START_RATE: Final = (0.0, 0.0, 0.0, 0.050, 0.046)
ANNUAL_PRICE_DAILY_RATE: Final = 0.0006
YOUNG_DAYS: Final = 90
YOUNG_START_FACTOR: Final = 1.35
COOL_DOWN_DAYS: Final = 45  # no new episode this long after a recovery

# The daily hazard of a decision grows from `DECISION_FROM` days to its peak.
DECISION_FROM: Final = 20
DECISION_RAMP_DAYS: Final = (40, 40, 35, 35, 20)
DECISION_PEAK: Final = (0.050, 0.048, 0.052, 0.052, 0.057)
RECOVERY_FROM: Final = 31
RECOVERY_RATE: Final = (0.030, 0.028, 0.034, 0.032, 0.040)
LONGEST_EPISODE: Final = 120
BASE_NOTICE_RATE: Final = 0.0037
ANNUAL_WINDOW_DAYS: Final = 60
ANNUAL_BASE_FACTOR: Final = 2.2
HIGHEST_DAILY_HAZARD: Final = 0.6
# Most monthly customers decide in the last two weeks of a month that they have paid.
MONTHLY_CYCLE: Final = (0.12, 2.3, 12.0)  # floor, height and width in days before the renewal

# How an episode shows: days until its full depth, and the factor on each event at full depth.
DECLINE_DAYS: Final = (8, 9, 7, 7, 7)
EVENT_EFFECTS: Final = (
    (0.05, 0.08, 0.05, 0.05, 0.05, 0.10, 0.10, 0.20, 0.30, 0.30, 0.40, 0.20),
    (0.50, 0.30, 0.20, 0.20, 0.20, 0.02, 0.02, 1.20, 0.02, 0.20, 14.0, 0.20),
    (0.30, 0.30, 0.25, 0.20, 0.30, 0.30, 0.30, 0.80, 0.30, 0.40, 8.00, 0.20),
    (0.30, 0.30, 0.15, 0.05, 0.20, 0.20, 0.20, 14.0, 0.30, 0.40, 0.80, 8.00),
    (0.15, 0.15, 0.10, 0.10, 0.10, 0.15, 0.15, 1.00, 0.20, 0.20, 1.00, 0.20),
)
SHALLOWEST_DEPTH: Final = 0.95
HEALING_PER_DAY: Final = 0.72  # of the depth that is left after a recovery
AFTER_NOTICE_LEVEL: Final = 0.45
CHAMPION_USER_LOSS: Final = 0.6

# Coming back, plans and prices ------------------------------------------------------------------
RETURN_SHARE: Final = 0.05
RETURN_DAYS: Final = (60, 120)
PRICE_RISE: Final = (0.08, 0.22)
UPGRADE_SHARE: Final = 0.012  # of monthly renewals
SEAT_CHANGE_SHARE: Final = 0.05
SEAT_CUT_SHARE_IN_PRICE_EPISODE: Final = 0.5

# Payments ---------------------------------------------------------------------------------------
PAYMENT_TERM_DAYS: Final = 14
FAIL_SHARE: Final = 0.02
FAIL_SHARE_IN_EPISODE: Final = 0.8
LATE_SHARE: Final = 0.05
LATE_SHARE_IN_EPISODE: Final = 0.5
RETRY_AFTER_DAYS: Final = (4, 9)
RETRY_FAIL_SHARE: Final = (0.1, 0.75)  # otherwise, in a failed-payment episode
REFUND_SHARE: Final = 0.004

# Support ----------------------------------------------------------------------------------------
PRIORITIES: Final = ("low", "normal", "high", "urgent")
CATEGORIES: Final = ("billing", "bug", "feature_request", "how_to", "integration", "performance")
TICKETS_PER_DAY: Final = 0.011
TICKET_FACTOR: Final = (0.5, 2.0, 16.0, 1.0, 1.5)  # by cause, at full depth
SLOW_SHARE: Final = 0.07  # otherwise

# The past retention campaign --------------------------------------------------------------------
CAMPAIGN: Final = "autumn_2025_outreach"
CAMPAIGN_FROM: Final = date(2025, 9, 8)
CAMPAIGN_WEEKS: Final = 10
CAMPAIGN_CONTROL_SHARE: Final = 0.5
CAMPAIGN_EFFECT_DAYS: Final = 60
CAMPAIGN_MIN_TENURE_DAYS: Final = 60
CAMPAIGN_USAGE_RATIO: Final = 0.75
# A call saves team and business customers and reminds self-serving starters that they can cancel.
CAMPAIGN_MULTIPLIER: Final = (1.6, 0.5, 0.6, 0.9)

# Imperfect delivery -----------------------------------------------------------------------------
LATE_ROW_SHARE: Final = 0.01
LATE_ROW_DAYS: Final = (1, 20)
DUPLICATE_SHARE: Final = 0.005
DUPLICATE_DAYS: Final = 10

# The truth --------------------------------------------------------------------------------------
HORIZON_DAYS: Final = 30
MIN_AGE_DAYS: Final = 14
