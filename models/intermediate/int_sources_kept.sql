with

kept as (

    select
        exists(select 1 from {{ ref('stg_raw__usage_events') }}) as has_usage_events,
        exists(select 1 from {{ ref('stg_raw__invoices') }}) as has_invoices,
        exists(select 1 from {{ ref('stg_raw__support_tickets') }}) as has_support_tickets,
        exists(select 1 from {{ ref('stg_raw__subscriptions') }}) as has_subscriptions

)

select * from kept
