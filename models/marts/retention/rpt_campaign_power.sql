with

plans as (

    select * from {{ ref('fct_campaign_power') }}

),

retention_arms as (

    select * from {{ ref('retention_arms') }}

),

worded as (

    select
        plans.stratum,
        plans.control_share,
        plans.month_count,
        plans.method,
        plans.look,
        plans.customer_count,
        plans.churn_rate,
        plans.variance_reduction,
        round(100.0 * plans.smallest_effect, 2) as smallest_effect_percent,
        plans.customers_for_10_percent,
        plans.customers_for_20_percent,
        coalesce(plans.control_share = retention_arms.control_share, false) as is_planned,
        plans.verdict,
        case
            when plans.verdict = 'too_small'
                then
                    'Too small to promise anything: ' || plans.customer_count
                    || ' customers, and to show that a fifth of those who would leave is kept '
                    || coalesce('takes ' || plans.customers_for_20_percent, 'no number is enough')
                    || '.'
            else
                'Shows, in four of five programmes, that '
                || cast(ceil(100.0 * plans.smallest_effect) as integer)
                || '% of those who would leave are kept.'
        end as promise

    from plans

    left join retention_arms
        on plans.stratum = retention_arms.risk_tier

)

select * from worded
