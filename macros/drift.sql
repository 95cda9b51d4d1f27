{#-
    The bin of a value: 0 where it is unknown, else 1 more than the inner edges that lie below it, so that a value
    on an edge belongs to the lower bin.
-#}
{% macro bin_number(value, inner_edges) -%}
    case
        when {{ value }} is null then 0
        else 1 + len(list_filter({{ inner_edges }}, lambda inner_edge: {{ value }} > inner_edge))
    end
{%- endmacro %}

{#-
    A bin's share of the rows, with half a row added to every bin: no share is 0, so that every logarithm exists.
-#}
{% macro smoothed_share(row_count, total_count, bin_count) -%}
    (({{ row_count }} + 0.5) / ({{ total_count }} + 0.5 * {{ bin_count }}))
{%- endmacro %}

{#-
    What one bin adds to the population stability index of `share` against `reference`. The sum over bins is
    0 for equal shares, and about the square of a shift in standard deviations.
-#}
{% macro stability_part(share, reference) -%}
    (({{ share }} - {{ reference }}) * ln({{ share }} / {{ reference }}))
{%- endmacro %}

{#-
    What one bin adds to the chi-square statistic, before it is brought to the sizes of the samples. A bin that
    is nearly empty in the reference weighs as one of half a percent: a single row must not decide.
-#}
{% macro chi_square_part(share, reference) -%}
    (power({{ share }} - {{ reference }}, 2) / greatest({{ reference }}, 0.005))
{%- endmacro %}

{#-
    The chance of a chi-square statistic at least this large (Wilson and Hilferty 1931: its cube root is nearly
    normal; the tail after Abramowitz and Stegun, 26.2.17).
-#}
{% macro chi_square_p(statistic, degrees) -%}
    {%- set spread = "(2.0 / (9 * " ~ degrees ~ "))" -%}
    {%- set z = "((cbrt(" ~ statistic ~ " / " ~ degrees ~ ") - 1 + " ~ spread ~ ") / sqrt(" ~ spread ~ "))" -%}
    {%- set t = "(1 / (1 + 0.2316419 * abs(" ~ z ~ ")))" -%}
    {%- set tail -%}
    exp(-power({{ z }}, 2) / 2) * 0.3989422804014327 * {{ t }} * (
        0.319381530 + {{ t }} * (-0.356563782 + {{ t }} * (
            1.781477937 + {{ t }} * (-1.821255978 + {{ t }} * 1.330274429)
        ))
    )
    {%- endset -%}
    (case when {{ z }} > 0 then {{ tail }} else 1 - {{ tail }} end)
{%- endmacro %}

{#-
    The values that drift is measured on, one row per customer, date and feature: eligible customers on Mondays,
    and where they are too many the same 5,000 of them on every date. That many show every shift that matters.
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
        from (
            select
                *,
                count(*) over (partition by as_of_date) as customer_count
            from {{ customers }}
            where is_eligible and is_weekly
        ) as eligible
        where customer_count <= 5000 or {{ hash_share('customer_id') }} < 5000.0 / customer_count
    ) as monitored
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
        when {{ checks }}.rule_name in ('feature_drift', 'null_rise') then {{ checks }}.subject
        when {{ checks }}.rule_name = 'event_missing' or {{ checks }}.subject = 'usage_events' then 'usage'
        when {{ checks }}.subject = 'invoices' then 'billing'
        when {{ checks }}.subject = 'support_tickets' then 'support'
        when {{ checks }}.subject = 'subscriptions' then 'contract'
        else 'everything'
    end
{%- endmacro %}
