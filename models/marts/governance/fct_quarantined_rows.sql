with

{% for source_table, row_id in [
    ('customers', 'customer_id'),
    ('subscriptions', 'subscription_id'),
    ('invoices', 'invoice_id'),
    ('support_tickets', 'ticket_id'),
    ('crm_tasks', 'task_id'),
    ('campaign_members', 'member_id'),
] -%}
{{ source_table }} as (

    select
        '{{ source_table }}' as source_table,
        {{ row_id }} as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_' ~ source_table ~ '_judged') }}

    where disposition = 'quarantined'

),

{% endfor -%}
usage_events as (

    select
        'usage_events' as source_table,
        event_id as row_id,
        reason,
        source_row,
        recorded_at

    from {{ ref('int_usage_events_suspected') }}

    where disposition = 'quarantined'

),

quarantined as (
    {% for source_table in [
        'customers', 'subscriptions', 'invoices', 'support_tickets', 'crm_tasks',
        'campaign_members',
    ] %}
    select * from {{ source_table }}

    union all
    {% endfor %}
    select * from usage_events

),

hashed as (

    select
        {{ fingerprint(['source_table', 'row_id', 'reason', 'source_row']) }} as row_hash,
        *

    from quarantined

),

-- Rows that are alike in everything are counted through, so that each has a key of its own.
keyed as (

    select
        row_hash
        || '-' || row_number() over (partition by row_hash order by recorded_at) as quarantine_id,
        * exclude (row_hash)

    from hashed

)

select * from keyed
