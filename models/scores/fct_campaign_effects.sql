with

effects as (

    select * from {{ ref('ml_campaign_effects') }}

),

typed as (

    select
        * exclude (saved_mrr_usd, saved_mrr_low_usd, saved_mrr_high_usd),
        cast(saved_mrr_usd as decimal(18, 2)) as saved_mrr_usd,
        cast(saved_mrr_low_usd as decimal(18, 2)) as saved_mrr_low_usd,
        cast(saved_mrr_high_usd as decimal(18, 2)) as saved_mrr_high_usd

    from effects

)

select * from typed
