{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

customers as (

    select * from {{ ref('int_customers_due') }}

),

windowed as (

    select * from {{ ref('int_tickets_windowed') }}

),

sources_kept as (

    select * from {{ ref('int_sources_kept') }}

),

featured as (

    select
        customers.customer_id,
        customers.as_of_date,
        {% for count in [
            'ticket_count_28d', 'ticket_count_84d', 'severe_ticket_count_84d', 'open_ticket_count',
            'open_severe_ticket_count',
        ] -%}
        {{ count_where_kept('windowed.' ~ count, 'support_tickets') }} as {{ count }},
        {% endfor -%}
        windowed.oldest_open_ticket_days,
        windowed.median_resolution_hours_90d,
        windowed.median_first_response_hours_90d,
        windowed.mean_satisfaction_score_180d,
        windowed.days_since_last_ticket

    from customers

    cross join sources_kept

    left join windowed
        on customers.customer_id = windowed.customer_id
        and customers.as_of_date = windowed.as_of_date

)

select * from featured
