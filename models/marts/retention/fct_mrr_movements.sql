{%- set movements = {
    'new': 'is_served_at_end and not is_served_at_start and not has_been_served_before',
    'reactivated': 'is_served_at_end and not is_served_at_start and has_been_served_before',
    'expanded': 'is_served_at_start and is_served_at_end and closing_mrr_usd > opening_mrr_usd',
    'contracted': 'is_served_at_start and is_served_at_end and closing_mrr_usd < opening_mrr_usd',
    'churned': 'is_served_at_start and not is_served_at_end',
} -%}

with

months as (

    select * from {{ ref('int_mrr_months') }}

),

moved as (

    select
        customer_id,
        month_starts_on,
        case
            {% for movement, condition in movements.items() -%}
            when {{ condition }} then '{{ movement }}'
            {% endfor -%}
            else 'unchanged'
        end as movement,
        cast(opening_mrr_usd as decimal(18, 2)) as opening_mrr_usd,
        {% for movement, condition in movements.items() -%}
        cast(
            case when {{ condition }} then closing_mrr_usd - opening_mrr_usd else 0 end
            as decimal(18, 2)
        ) as {{ movement }}_mrr_usd,
        {% endfor -%}
        cast(closing_mrr_usd as decimal(18, 2)) as closing_mrr_usd,
        is_served_at_start,
        is_served_at_end

    from months

)

select * from moved
