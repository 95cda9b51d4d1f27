{#-
    The features by family, in the order of the columns. It is the one list that SQL is written from;
    a test holds it to seeds/feature_catalog.csv and to the columns of `feat_customers`.
-#}
{% macro feature_names(family=none) -%}
    {%- set families = {
        "usage": [
            "event_count_7d", "event_count_28d", "event_count_84d",
            "login_count_7d", "login_count_30d", "login_count_84d",
            "critical_feature_use_count_7d", "critical_feature_use_count_30d",
            "critical_feature_use_count_84d", "collaboration_event_count_28d",
            "friction_event_count_28d", "friction_event_share_28d",
            "intent_event_count_28d",
            "event_percentile_28d",
            "weekend_event_share_28d", "active_day_count_7d",
            "active_day_count_28d", "active_day_count_84d", "event_name_count_28d",
            "event_name_count_84d", "active_user_count_7d",
            "mean_weekly_active_users_28d", "mean_weekly_active_users_84d",
            "seats_used_share_28d", "days_since_last_event",
            "days_since_last_login", "days_since_last_critical_feature_use",
            "event_trend_7d_over_28d", "event_trend_28d_over_84d",
            "login_trend_7d_over_30d", "login_trend_30d_over_84d",
            "critical_feature_use_trend_30d_over_84d",
            "active_user_trend_28d_over_84d", "event_count_lifetime",
            "active_day_share_lifetime", "event_trend_28d_over_lifetime"
        ],
        "billing": [
            "invoice_count_84d", "invoiced_amount_trend_84d",
            "late_payment_count_84d", "failed_payment_count_84d",
            "overdue_invoice_count", "overdue_amount_usd",
            "unpaid_invoice_count_28d", "mean_days_late_168d",
            "days_since_last_payment"
        ],
        "support": [
            "ticket_count_28d", "ticket_count_84d", "severe_ticket_count_84d",
            "open_ticket_count", "open_severe_ticket_count",
            "oldest_open_ticket_days", "median_resolution_hours_90d",
            "median_first_response_hours_90d", "mean_satisfaction_score_180d",
            "days_since_last_ticket"
        ],
        "contract": [
            "tenure_days", "days_until_renewal",
            "decision_days_30d", "mrr_usd", "seat_count",
            "mrr_per_seat_usd", "has_annual_billing", "subscription_count",
            "spell_count", "employee_count", "plan_change_count_84d",
            "price_rise_count_84d", "seat_change_84d", "mrr_change_84d_usd",
            "days_since_last_change"
        ]
    } -%}
    {{ return(families[family] if family else families.values() | sum(start=[])) }}
{%- endmacro %}
