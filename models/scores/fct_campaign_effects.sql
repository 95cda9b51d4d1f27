with

effects as (

    select * from {{ ref('ml_campaign_effects') }}

),

typed as (

    select
        * exclude (saved_mrr, saved_mrr_low, saved_mrr_high),
        cast(saved_mrr as decimal(18, 2)) as saved_mrr_usd,
        cast(saved_mrr_low as decimal(18, 2)) as saved_mrr_low_usd,
        cast(saved_mrr_high as decimal(18, 2)) as saved_mrr_high_usd

    from effects

)

select * from typed
