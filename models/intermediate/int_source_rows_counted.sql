{%- set judged_tables = [
    'customers', 'subscriptions', 'invoices', 'support_tickets', 'crm_tasks', 'campaign_members'
] -%}

with

limits as (

    select * from {{ ref('quality_limits') }}

),

{% for source_table in judged_tables -%}
{{ source_table }} as (

    select
        '{{ source_table }}' as source_table,
        (select count(*) from {{ ref('stg_raw__' ~ source_table) }}) as read_count,
        count(*) filter (where disposition = 'loaded') as loaded_count,
        count(*) filter (where disposition = 'quarantined') as quarantined_count,
        count(*) filter (where disposition = 'deduplicated') as deduplicated_count

    from {{ ref('int_' ~ source_table ~ '_judged') }}

),

{% endfor -%}
usage_events as (

    select
        'usage_events' as source_table,
        (select count(*) from {{ ref('stg_raw__usage_events') }}) as read_count,
        (
            select sum(counted_events.loaded_count)
            from {{ ref('int_usage_events_counted') }} as counted_events
        ) as loaded_count,
        count(*) filter (where disposition = 'quarantined') as quarantined_count,
        count(*) filter (where disposition = 'deduplicated') as deduplicated_count

    from {{ ref('int_usage_events_suspected') }}

),

all_sources as (

    {% for source_table in judged_tables -%}
    select * from {{ source_table }}

    union all

    {% endfor -%}
    select * from usage_events

),

counted as (

    select
        all_sources.*,
        all_sources.quarantined_count / nullif(all_sources.read_count, 0) as quarantined_share,
        limits.max_quarantined_share

    from all_sources

    left join limits
        on all_sources.source_table = limits.source_table

)

select * from counted
