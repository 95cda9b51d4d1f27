with

scores as (

    select * from {{ ref('ml_scores_described') }}

),

risk_tiers as (

    select
        risk_tier,
        min_risk_percentile,
        lead(min_risk_percentile, 1, 2.0) over (order by min_risk_percentile) as next_percentile

    from {{ ref('risk_tiers') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by as_of_date, model_version
            order by
                churn_probability desc,
                raw_score desc,
                expected_mrr_loss_usd desc nulls last,
                customer_id asc
        ) as risk_rank,
        count(*) over (partition by as_of_date, model_version) as scored_count

    from scores

),

with_percentile as (

    select
        * exclude (scored_count),
        (scored_count - risk_rank) / scored_count as risk_percentile

    from ranked

),

tiered as (

    select
        with_percentile.*,
        risk_tiers.risk_tier

    from with_percentile

    inner join risk_tiers
        on with_percentile.risk_percentile >= risk_tiers.min_risk_percentile
        and with_percentile.risk_percentile < risk_tiers.next_percentile

)

select * from tiered
