{#-
    A level against a longer one, both per day: 1 is no change, null where there is nothing to compare.
-#}
{% macro trend(count, days, longer_count, longer_days) -%}
    (({{ count }}) / {{ days }}.0) / nullif(({{ longer_count }}) / {{ longer_days }}.0, 0)
{%- endmacro %}

{#-
    No row means none where the company keeps the source at all, and unknown where it does not.
-#}
{% macro zero_where_kept(value, source, data_type) -%}
    case
        when sources_kept.has_{{ source }} then cast(coalesce({{ value }}, 0) as {{ data_type }})
    end
{%- endmacro %}

{#-
    A count, as models count: `zero_where_kept` in whole numbers.
-#}
{% macro count_where_kept(count, source) -%}
    {{ zero_where_kept(count, source, "bigint") }}
{%- endmacro %}

{#-
    An amount, as models take it: `zero_where_kept` as a float.
-#}
{% macro amount_where_kept(amount, source) -%}
    {{ zero_where_kept(amount, source, "double") }}
{%- endmacro %}
