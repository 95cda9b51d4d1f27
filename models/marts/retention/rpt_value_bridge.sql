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

figures as (

    select * from {{ ref('fct_value_figures') }}

),

steps as (

    select * from {{ ref('value_bridge_steps') }}

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

    cross join steps

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
