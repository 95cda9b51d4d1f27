{%- set amounts = {
    'baseline': '100 * baseline_value',
    'change_promised': '-100 * change_value',
    'target': '100 * (baseline_value + change_value)',
    'customers': 'customer_count',
    'customers_kept': '-customer_count * change_value',
    'revenue_per_customer': 'opening_mrr_usd / customer_count',
    'monthly_revenue_kept': '-opening_mrr_usd * change_value',
    'months_kept': 'value_months',
    'revenue_kept': '-opening_mrr_usd * change_value * value_months',
    'contacts': 'contact_count',
    'cost': 'contact_count * mean_cost_usd',
    'worth_less_cost':
        '-opening_mrr_usd * change_value * value_months - contact_count * mean_cost_usd',
    'claim': 'money_at_stake_usd',
    'months_to_the_claim':
        'money_at_stake_usd / nullif(-opening_mrr_usd * change_value * value_months, 0)',
} -%}

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
        targets.baseline_value,
        targets.target_change * {{ factor }} as change_value,
        targets.money_at_stake_usd,
        months.customer_count,
        months.opening_mrr_usd,
        {{ var('saved_customer_value_months') }} as value_months,
        months.customer_count * {{ var('contact_capacity_share') }} * 52 / 12 as contact_count,
        costs.mean_cost_usd

    from targets

    cross join months

    cross join costs
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

valued as (

    select
        figures.kpi_id,
        figures.reading,
        steps.step_number,
        steps.step_name,
        steps.unit,
        steps.formula,
        steps.assumption,
        case steps.step_name
            {% for step_name, amount in amounts.items() -%}
            when '{{ step_name }}' then {{ amount }}
            {% endfor %}
        end as amount

    from figures

    cross join {{ ref('value_bridge_steps') }} as steps

),

bridged as (

    select
        kpi_id,
        step_number,
        step_name,
        unit,
        formula,
        assumption,
        round(max(amount) filter (where reading = 'points'), 4) as as_points,
        round(max(amount) filter (where reading = 'relative'), 4) as as_relative

    from valued

    group by 1, 2, 3, 4, 5, 6

)

select * from bridged
