with

months as (

    select *

    from {{ ref('fct_kpi_months') }}

    where metric_name = 'logo_churn_rate'

    qualify month_starts_on = max(month_starts_on) over ()

),

-- Who leaves pays less than the average customer, so that the average would promise too much.
leavers as (

    select
        cast(
            -sum(movements.churned_mrr_usd) / nullif(count(*), 0) as decimal(18, 2)
        ) as mean_mrr_usd

    from {{ ref('fct_mrr_movements') }} as movements

    inner join months
        on movements.month_starts_on > months.month_starts_on - interval 12 month

    where movements.movement = 'churned'

),

costs as (

    select avg(cost_usd) as mean_cost_usd from {{ ref('playbooks') }}

),

readings as (

    select unnest(['points', 'relative']) as reading

),

-- The same figure in both of its readings: a change in points, and one relative to the baseline.
figures as (

    select
        targets.kpi_id,
        readings.reading,
        months.customer_count,
        cast(targets.baseline_value as double) as baseline_value,
        targets.target_change
        * case readings.reading when 'points' then 1 else targets.baseline_value end
            as change_value,
        -months.customer_count * change_value as kept_count,
        months.customer_count * {{ var('contact_capacity_share') }} * 52.0 / 12 as contact_count,
        leavers.mean_mrr_usd,
        kept_count * leavers.mean_mrr_usd * {{ var('saved_customer_value_months') }} as kept_usd,
        contact_count * costs.mean_cost_usd as cost_usd,
        targets.money_at_stake_usd

    from {{ ref('kpi_targets') }} as targets

    cross join months

    cross join leavers

    cross join costs

    cross join readings

    where targets.metric_name = 'logo_churn_rate'

),

typed as (

    select
        * exclude (change_value, kept_count, contact_count, kept_usd, cost_usd),
        cast(change_value as double) as change_value,
        cast(kept_count as double) as kept_count,
        cast(contact_count as double) as contact_count,
        cast(kept_usd as decimal(18, 2)) as kept_usd,
        cast(cost_usd as decimal(18, 2)) as cost_usd

    from figures

)

select * from typed
