{{ config(
    materialized='batched', batched_by='int_customers_due', rows_per_batch=var('rows_per_batch')
) }}
-- depends_on: {{ ref('int_customers_due') }}

with

invoices as (

    select *

    from {{ loaded(ref('int_invoices_judged')) }}

    where {{ in_batch('customer_id') }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

-- What an invoice looked like on each date: its current status is not used, since nobody can say
-- since when.
seen_invoices as (

    select
        invoices.customer_id,
        invoices.issued_at,
        invoices.due_on,
        invoices.amount_usd,
        dates_due.as_of_date,
        {{ as_known('invoices.paid_at', 'dates_due.as_of_date') }} as paid_at

    from invoices

    inner join dates_due
        on {{ known_by('invoices.issued_at', 'invoices.recorded_at', 'dates_due.as_of_date') }}
        and invoices.issued_at >= dates_due.as_of_date - interval 168 day

),

-- Lateness of an unpaid invoice grows until it is paid.
judged_invoices as (

    select
        *,
        coalesce(cast(paid_at as date), as_of_date) - due_on as days_late,
        paid_at is null and due_on < as_of_date as is_overdue,
        {{ in_window('issued_at', 'as_of_date', 84) }} as is_recent

    from seen_invoices

),

windowed as (

    select
        customer_id,
        as_of_date,
        count(*) filter (where is_recent) as invoice_count_84d,
        sum(amount_usd) filter (where is_recent) as invoiced_amount_84d_usd,
        sum(amount_usd) filter (where not is_recent) as earlier_amount_84d_usd,
        count(*) filter (where is_recent and days_late > 0) as late_payment_count_84d,
        count(*) filter (where is_recent and days_late >= 7) as failed_payment_count_84d,
        count(*) filter (where is_overdue) as overdue_invoice_count,
        coalesce(sum(amount_usd) filter (where is_overdue), 0) as overdue_amount_usd,
        avg(days_late) filter (where paid_at is not null) as mean_days_late_168d,
        count(*) filter (where is_overdue and due_on >= as_of_date - 28)
            as unpaid_invoice_count_28d,
        as_of_date - cast(max(paid_at) as date) as days_since_last_payment

    from judged_invoices

    group by 1, 2

)

select * from windowed
