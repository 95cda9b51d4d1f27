with

scores as (

    select *

    from {{ ref('ml_churn_scores') }}

    where not is_rescoring

),

versions as (

    select * from {{ ref('ml_versions_in_use') }}

),

schedule as (

    select *

    from {{ ref('ml_scoring_schedule') }}

    where not is_rescoring

),

customers as (

    select * from {{ ref('feat_customers') }}

),

rule_scores as (

    select * from {{ ref('feat_rule_scores') }}

),

labels as (

    select * from {{ ref('feat_churn_labels') }}

),

described as (

    select
        customers.customer_id,
        customers.as_of_date,
        versions.model_version,
        versions.algorithm,
        schedule.model_role,
        versions.calibration_slope,
        scores.has_reasons,
        scores.raw_score,
        scores.base_raw_score,
        scores.churn_probability,
        100 * {{ calibrated(
            'scores.base_raw_score', 'versions.calibration_slope', 'versions.calibration_intercept'
        ) }} as base_pp,
        customers.mrr_usd,
        cast(customers.mrr_usd * scores.churn_probability as decimal(18, 2))
            as expected_mrr_loss_usd,
        rule_scores.rule_score,
        customers.feature_row_hash,
        labels.matures_on_date

    from scores

    inner join versions
        on scores.model_version = versions.model_version

    inner join schedule
        on scores.model_version = schedule.model_version
        and scores.as_of_date = schedule.as_of_date

    inner join customers
        on scores.customer_id = customers.customer_id
        and scores.as_of_date = customers.as_of_date

    inner join rule_scores
        on scores.customer_id = rule_scores.customer_id
        and scores.as_of_date = rule_scores.as_of_date

    inner join labels
        on scores.customer_id = labels.customer_id
        and scores.as_of_date = labels.as_of_date

)

select * from described
