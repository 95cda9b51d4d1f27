with

scores as (

    select
        * exclude (as_of_date),
        cast(as_of_date as date) as as_of_date

    from {{ ref('ml_churn_scores') }}

    where not is_rescoring

),

versions as (

    select * from {{ ref('ml_versions_in_use') }}

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

risk_tiers as (

    select
        risk_tier,
        min_risk_percentile,
        lead(min_risk_percentile, 1, 2.0) over (order by min_risk_percentile) as next_percentile

    from {{ ref('risk_tiers') }}

),

described as (

    select
        scores.customer_id,
        scores.as_of_date,
        scores.model_version,
        versions.algorithm,
        versions.stage as model_role,
        versions.calibration_slope,
        scores.has_reasons,
        scores.raw_score,
        scores.base_raw_score,
        scores.churn_probability,
        100 * {{ calibrated('scores.base_raw_score', 'versions.calibration_slope', 'versions.calibration_intercept') }}
            as base_pp,
        customers.mrr_usd,
        cast(customers.mrr_usd * scores.churn_probability as decimal(18, 2)) as expected_mrr_loss_usd,
        rule_scores.rule_score,
        customers.feature_row_hash,
        labels.matures_on_date

    from scores

    inner join versions
        on scores.model_version = versions.model_version

    inner join customers
        on scores.customer_id = customers.customer_id
        and scores.as_of_date = customers.as_of_date

    inner join rule_scores
        on scores.customer_id = rule_scores.customer_id
        and scores.as_of_date = rule_scores.as_of_date

    inner join labels
        on scores.customer_id = labels.customer_id
        and scores.as_of_date = labels.as_of_date

),

ranked as (

    select
        *,
        row_number() over (
            partition by as_of_date, model_version
            order by churn_probability desc, raw_score desc, expected_mrr_loss_usd desc nulls last, customer_id
        ) as risk_rank,
        count(*) over (partition by as_of_date, model_version) as scored_count

    from described

),

tiered as (

    select
        ranked.* exclude (scored_count),
        (ranked.scored_count - ranked.risk_rank) / ranked.scored_count as risk_percentile,
        risk_tiers.risk_tier

    from ranked

    inner join risk_tiers
        on (ranked.scored_count - ranked.risk_rank) / ranked.scored_count >= risk_tiers.min_risk_percentile
        and (ranked.scored_count - ranked.risk_rank) / ranked.scored_count < risk_tiers.next_percentile

)

select * from tiered
