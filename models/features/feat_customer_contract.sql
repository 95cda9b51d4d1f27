{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

customers as (

    select * from {{ ref('int_customers_due') }}

),

in_service as (

    select * from {{ ref('int_customers_in_service') }}

),

changes as (

    select * from {{ ref('int_subscription_changes_windowed') }}

),

invoices as (

    select * from {{ ref('int_invoices_windowed') }}

),

sources_kept as (

    select * from {{ ref('int_sources_kept') }}

),

featured as (

    select
        customers.customer_id,
        customers.as_of_date,
        cast(customers.tenure_days as bigint) as tenure_days,
        in_service.next_renewal_on - customers.as_of_date as days_until_renewal,
        in_service.decision_days_30d,
        -- Who buys without a subscription is worth a month's share of the invoices of twelve weeks.
        cast(
            coalesce(in_service.mrr_usd, invoices.invoiced_amount_84d_usd * 365 / (84 * 12))
            as decimal(18, 2)
        ) as mrr_usd,
        cast(in_service.seat_count as bigint) as seat_count,
        cast(in_service.mrr_usd as double) / nullif(in_service.seat_count, 0) as mrr_per_seat_usd,
        cast(in_service.has_annual_billing as bigint) as has_annual_billing,
        in_service.subscription_count,
        in_service.spell_count,
        customers.employee_count,
        {% for count in ['plan_change_count_84d', 'price_rise_count_84d', 'seat_change_84d'] -%}
        {{ count_where_kept('changes.' ~ count, 'subscriptions') }} as {{ count }},
        {% endfor -%}
        {{ amount_where_kept('changes.mrr_change_84d_usd', 'subscriptions') }}
            as mrr_change_84d_usd,
        changes.days_since_last_change

    from customers

    cross join sources_kept

    left join in_service
        on customers.customer_id = in_service.customer_id
        and customers.as_of_date = in_service.as_of_date

    left join changes
        on customers.customer_id = changes.customer_id
        and customers.as_of_date = changes.as_of_date

    left join invoices
        on customers.customer_id = invoices.customer_id
        and customers.as_of_date = invoices.as_of_date

)

select * from featured
