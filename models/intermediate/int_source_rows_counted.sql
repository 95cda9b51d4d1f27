with
{% for source_table in ['customers', 'subscriptions', 'invoices', 'support_tickets', 'crm_tasks'] %}
{{ source_table }} as (

    select
        '{{ source_table }}' as source_table,
        (select count(*) from {{ ref('stg_raw__' ~ source_table) }}) as read_count,
        count(*) filter (where disposition = 'loaded') as loaded_count,
        count(*) filter (where disposition = 'quarantined') as quarantined_count,
        count(*) filter (where disposition = 'deduplicated') as deduplicated_count

    from {{ ref('int_' ~ source_table ~ '_judged') }}

),
{% endfor %}
usage_events as (

    select
        'usage_events' as source_table,
        (select count(*) from {{ ref('stg_raw__usage_events') }}) as read_count,
        (select count(*) from {{ ref('int_usage_events_accepted') }}) as loaded_count,
        count(*) filter (where disposition = 'quarantined') as quarantined_count,
        count(*) filter (where disposition = 'deduplicated') as deduplicated_count

    from {{ ref('int_usage_events_rejected') }}

),

counted as (
    {% for source_table in
        ['customers', 'subscriptions', 'invoices', 'support_tickets', 'crm_tasks', 'usage_events'] %}
    select * from {{ source_table }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select * from counted
