{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date', on_schema_change='fail') }}

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
        {{ zero_where_kept('windowed.invoice_count_84d', 'invoices') }} as invoice_count_84d,
        cast(windowed.invoiced_amount_84d_usd / nullif(windowed.earlier_amount_84d_usd, 0) as double)
            as invoiced_amount_trend_84d,
        {{ zero_where_kept('windowed.late_payment_count_84d', 'invoices') }} as late_payment_count_84d,
        {{ zero_where_kept('windowed.failed_payment_count_84d', 'invoices') }} as failed_payment_count_84d,
        {{ zero_where_kept('windowed.overdue_invoice_count', 'invoices') }} as overdue_invoice_count,
        cast({{ zero_where_kept('windowed.overdue_amount_usd', 'invoices') }} as double) as overdue_amount_usd,
        windowed.mean_days_late_168d,
        windowed.days_since_last_payment

    from customers

    cross join sources_kept

    left join windowed
        on customers.customer_id = windowed.customer_id
        and customers.as_of_date = windowed.as_of_date

)

select * from featured
