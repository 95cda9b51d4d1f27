{#-
    Whom drift is measured on: eligible customers on Mondays, and where they are too many the same 5,000 of them
    on every date. That many show every shift that matters. Dates are counted first: a count beside wide
    rows would hold all of them in memory.
-#}
{% macro monitored_customers(customers) -%}
    select {{ customers }}.*
    from {{ customers }}
    inner join (
        select
            as_of_date,
            count(*) as customer_count
        from {{ customers }}
        where is_eligible and is_weekly
        group by 1
    ) as dates
        on {{ customers }}.as_of_date = dates.as_of_date
    where {{ customers }}.is_eligible
        and {{ customers }}.is_weekly
        and (
            dates.customer_count <= 5000
            or {{ hash_share(customers ~ '.customer_id') }} < 5000.0 / dates.customer_count
        )
{%- endmacro %}

{#-
    Their values, one row per customer, date and feature.
-#}
{% macro monitored_values(customers) -%}
    select
        customer_id,
        as_of_date,
        feature_name,
        feature_value
    from (
        select
            customer_id,
            as_of_date,
            {% for feature in feature_names() -%}
            cast({{ feature }} as float) as {{ feature }}{{ "," if not loop.last }}
            {% endfor -%}
        from ({{ monitored_customers(customers) }})
    ) as alike
    unpivot include nulls (
        feature_value for feature_name in ({{ feature_names() | join(', ') }})
    )
{%- endmacro %}

{#-
    Binned rows with a row for every bin, an empty one too, and the count of all rows beside it.
-#}
{% macro with_empty_bins(binned, keys) -%}
    select
        {% for key in keys -%}
        every_bin.{{ key }},
        {% endfor -%}
        every_bin.bin_count,
        every_bin.bin_number,
        every_bin.total_count,
        coalesce(filled.row_count, 0) as row_count
    from (
        select
            *,
            unnest(range(bin_count)) as bin_number
        from (
            select
                {{ keys | join(', ') }},
                any_value(bin_count) as bin_count,
                sum(row_count) as total_count
            from {{ binned }}
            group by {{ keys | join(', ') }}
        )
    ) as every_bin
    left join {{ binned }} as filled
        on every_bin.bin_number = filled.bin_number
        {%- for key in keys %}
        and every_bin.{{ key }} = filled.{{ key }}
        {%- endfor %}
{%- endmacro %}

{#-
    The part of the data that a check is about: a family of features, by its own name or by the source that it
    is made of.
-#}
{% macro monitored_area(checks) -%}
    case
        when {{ checks }}.rule_name in ('feature_drift', 'null_rise', 'leak') then {{ checks }}.subject
        when {{ checks }}.rule_name = 'control_contacted' then 'programme'
        when {{ checks }}.rule_name = 'event_missing' or {{ checks }}.subject = 'usage_events' then 'usage'
        when {{ checks }}.subject = 'invoices' then 'billing'
        when {{ checks }}.subject = 'support_tickets' then 'support'
        when {{ checks }}.subject = 'subscriptions' then 'contract'
        else 'everything'
    end
{%- endmacro %}
