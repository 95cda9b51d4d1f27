{#- Every public table, once: what stands here is published, after all of its tests. -#}
{%- set tables = [
    'dim_champions',
    'dim_customers',
    'dim_data_products',
    'dim_features',
    'dim_model_versions',
    'dim_playbooks',
    'fct_alerts',
    'fct_calibration_bins',
    'fct_churn_score_reasons',
    'fct_churn_scores',
    'fct_estimated_performance',
    'fct_feature_drift',
    'fct_feature_importances',
    'fct_feature_separation',
    'fct_importance_shifts',
    'fct_matured_performance',
    'fct_model_metrics',
    'fct_monitor_checks',
    'fct_mrr_movements',
    'fct_promotion_decisions',
    'fct_promotion_gates',
    'fct_reason_changes',
    'fct_retraining_decisions',
    'fct_retention_assignments',
    'fct_score_changes',
    'fct_score_drift',
    'fct_uplift_evaluations',
    'fct_risk_crossings',
    'retraining_requests',
    'rpt_adoption_weekly',
    'rpt_approvals',
    'rpt_campaign_effect',
    'rpt_campaign_power',
    'rpt_customers_at_risk',
    'rpt_kpi_scorecard',
    'rpt_lead_time',
    'rpt_model_card',
    'rpt_model_health',
    'rpt_quarantined_reasons',
    'rpt_risk_reasons',
    'rpt_savings',
    'rpt_tasks_due',
    'rpt_value_bridge',
    'sync_salesforce__tasks',
] + (['fct_explanation_agreement'] if var('explanation_sample_size') > 0 else []) -%}

with

listed as (

    {% for table in tables -%}
    select
        '{{ table }}' as table_name,
        '{{ ref(table).schema }}.{{ table }}' as relation_name
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

)

select * from listed
