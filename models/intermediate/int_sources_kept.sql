with

counted as (

    select * from {{ ref('int_source_rows_counted') }}

),

kept as (

    select
        {% for source_table in ['usage_events', 'invoices', 'support_tickets'] -%}
        bool_or(source_table = '{{ source_table }}' and read_count > 0) as has_{{ source_table }},
        {% endfor -%}
        bool_or(source_table = 'subscriptions' and read_count > 0) as has_subscriptions

    from counted

)

select * from kept
