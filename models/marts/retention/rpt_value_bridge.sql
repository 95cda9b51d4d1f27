{%- set amounts = {
    'baseline': '100 * baseline_value',
    'change_promised': '-100 * change_value',
    'target': '100 * (baseline_value + change_value)',
    'customers': 'customer_count',
    'customers_kept': 'kept_count',
    'revenue_per_customer': 'mean_mrr_usd',
    'monthly_revenue_kept': 'kept_count * mean_mrr_usd',
    'months_kept': var('saved_customer_value_months'),
    'revenue_kept': 'kept_usd',
    'contacts': 'contact_count',
    'cost': 'cost_usd',
    'worth_less_cost': 'kept_usd - cost_usd',
    'claim': 'money_at_stake_usd',
    'months_to_the_claim': 'money_at_stake_usd / nullif(kept_usd, 0)',
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
        steps.*,
        cast(
            case steps.step_name
                {% for step_name, amount in amounts.items() -%}
                when '{{ step_name }}' then {{ amount }}
                {% endfor -%}
            end as double
        ) as amount

    from figures

    cross join steps

),

bridged as (

    select
        * exclude (reading, amount),
        round(max(amount) filter (where reading = 'points'), 4) as as_points,
        round(max(amount) filter (where reading = 'relative'), 4) as as_relative

    from valued

    group by all

)

select * from bridged
