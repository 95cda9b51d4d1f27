with

quarantined as (

    select
        'customers' as source_table,
        customer_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_customers_judged') }}

    where disposition = 'quarantined'

    union all

    select
        'subscriptions' as source_table,
        subscription_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_subscriptions_judged') }}

    where disposition = 'quarantined'

    union all

    select
        'invoices' as source_table,
        invoice_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_invoices_judged') }}

    where disposition = 'quarantined'

    union all

    select
        'support_tickets' as source_table,
        ticket_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_support_tickets_judged') }}

    where disposition = 'quarantined'

    union all

    select
        'crm_tasks' as source_table,
        task_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_crm_tasks_judged') }}

    where disposition = 'quarantined'

    union all

    select
        'usage_events' as source_table,
        event_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_usage_events_rejected') }}

    where disposition = 'quarantined'

)

select * from quarantined
