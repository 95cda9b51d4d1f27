{%- set names = var('activity_event_names') -%}

with

activities as (

    {% if var('activity_source') == 'invoices' -%}
    select
        customer_id,
        issued_at as active_at,
        recorded_at

    from {{ loaded(ref('int_invoices_judged')) }}
    {%- else -%}
    select
        customer_id,
        occurred_at as active_at,
        recorded_at

    from {{ ref('int_usage_events_accepted') }}

    where {{ var('label_kind') == 'inactivity' }}
        and {{ 'event_name in (' ~ quoted(names) ~ ')' if names else 'true' }}
    {%- endif %}

),

days as (

    select
        customer_id,
        cast(active_at as date) as active_on,
        cast(min(greatest(active_at, recorded_at)) as date) as known_on

    from activities

    group by 1, 2

)

select * from days
