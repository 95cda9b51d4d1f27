{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

customers as (

    select * from {{ ref('int_customers_due') }}

),

windowed as (

    select * from {{ ref('int_invoices_windowed') }}

),

sources_kept as (

    select * from {{ ref('int_sources_kept') }}

),

featured as (

    select
        customers.customer_id,
        customers.as_of_date,
        {% for count in [
            'invoice_count_84d', 'late_payment_count_84d', 'failed_payment_count_84d',
            'overdue_invoice_count', 'unpaid_invoice_count_28d',
        ] -%}
        {{ count_where_kept('windowed.' ~ count, 'invoices') }} as {{ count }},
        {% endfor -%}
        {{ amount_where_kept('windowed.overdue_amount_usd', 'invoices') }} as overdue_amount_usd,
        {{ trend('windowed.invoiced_amount_84d_usd', 1, 'windowed.earlier_amount_84d_usd', 1) }}
            as invoiced_amount_trend_84d,
        windowed.mean_days_late_168d,
        windowed.days_since_last_payment

    from customers

    cross join sources_kept

    left join windowed
        on customers.customer_id = windowed.customer_id
        and customers.as_of_date = windowed.as_of_date

)

select * from featured
