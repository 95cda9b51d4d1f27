{#-
    A level against a longer one, both per day: 1 is no change, null where there is nothing to compare.
-#}
{% macro trend(count, days, longer_count, longer_days) -%}
    (({{ count }}) / {{ days }}.0) / nullif(({{ longer_count }}) / {{ longer_days }}.0, 0)
{%- endmacro %}

{#-
    No row means none where the company keeps the source at all, and unknown where it does not.
-#}
{% macro zero_where_kept(count, source) -%}
    case when sources_kept.has_{{ source }} then coalesce({{ count }}, 0) end
{%- endmacro %}
