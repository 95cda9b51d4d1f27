{#-
    The point-in-time rule, written once: a fact is visible on `as_of_date` only if it happened and was
    recorded strictly before it. An event at midnight of the as-of date belongs to the future.
-#}
{% macro known_by(happened_at, recorded_at, as_of_date) -%}
    ({{ happened_at }} < {{ as_of_date }} and {{ recorded_at }} < {{ as_of_date }})
{%- endmacro %}

{#-
    A column that is filled in later (resolved_at, paid_at, ...) is null on any date before its own value.
-#}
{% macro as_known(filled_in_at, as_of_date) -%}
    case when {{ filled_in_at }} < {{ as_of_date }} then {{ filled_in_at }} end
{%- endmacro %}

{#-
    A fact counts on `as_of_date` if it happened in the `days` days before it.
-#}
{% macro in_window(happened_at, as_of_date, days) -%}
    (
        {{ happened_at }} >= {{ as_of_date }} - interval {{ days }} day
        and {{ happened_at }} < {{ as_of_date }}
    )
{%- endmacro %}
