with

targets as (

    select *

    from {{ ref('kpi_targets') }}

    where metric_name = 'logo_churn_rate'

),

months as (

    select *

    from {{ ref('fct_kpi_months') }}

    where metric_name = 'logo_churn_rate'

    qualify month_starts_on = max(month_starts_on) over ()

),

costs as (

    select avg(cost_usd) as mean_cost_usd from {{ ref('playbooks') }}

),

-- The same figure in both of its readings: a change in points, and one relative to the baseline.
figures as (

    {% for reading, factor in [('points', '1'), ('relative', 'targets.baseline_value')] -%}
    select
        '{{ reading }}' as reading,
        targets.kpi_id,
        cast(targets.baseline_value as double) as baseline_value,
        cast(targets.target_change * {{ factor }} as double) as change_value,
        targets.money_at_stake_usd,
        months.customer_count,
        months.opening_mrr_usd,
        {{ var('saved_customer_value_months') }} as value_months,
        cast(months.customer_count * {{ var('contact_capacity_share') }} * 52 / 12 as double)
            as contact_count,
        cast(costs.mean_cost_usd as double) as mean_cost_usd

    from targets

    cross join months

    cross join costs
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
)

select * from figures
