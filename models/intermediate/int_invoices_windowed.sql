with

invoices as (

    select * from {{ loaded(ref('int_invoices_judged')) }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

-- What an invoice looked like on each date: its current status is not used, since nobody can say since when.
seen_invoices as (

    select
        invoices.customer_id,
        invoices.issued_at,
        invoices.due_on,
        invoices.amount_usd,
        dates_due.as_of_date,
        {{ as_known('invoices.paid_at', 'dates_due.as_of_date') }} as paid_at,
        coalesce(
            cast({{ as_known('invoices.paid_at', 'dates_due.as_of_date') }} as date), dates_due.as_of_date
        ) - invoices.due_on as days_late

    from invoices

    inner join dates_due
        on {{ known_by('invoices.issued_at', 'invoices.recorded_at', 'dates_due.as_of_date') }}
        and invoices.issued_at >= dates_due.as_of_date - interval 168 day

),

windowed as (

    select
        customer_id,
        as_of_date,
        count(*) filter (where {{ in_window('issued_at', 'as_of_date', 84) }}) as invoice_count_84d,
        sum(amount_usd) filter (where {{ in_window('issued_at', 'as_of_date', 84) }})
            as invoiced_amount_84d_usd,
        sum(amount_usd) filter (where not {{ in_window('issued_at', 'as_of_date', 84) }})
            as earlier_amount_84d_usd,
        count(*) filter (where days_late > 0 and {{ in_window('issued_at', 'as_of_date', 84) }})
            as late_payment_count_84d,
        count(*) filter (where days_late >= 7 and {{ in_window('issued_at', 'as_of_date', 84) }})
            as failed_payment_count_84d,
        count(*) filter (where paid_at is null and due_on < as_of_date) as overdue_invoice_count,
        coalesce(sum(amount_usd) filter (where paid_at is null and due_on < as_of_date), 0)
            as overdue_amount_usd,
        avg(days_late) filter (where paid_at is not null) as mean_days_late_168d,
        as_of_date - cast(max(paid_at) as date) as days_since_last_payment

    from seen_invoices

    group by 1, 2

)

select * from windowed
