{#-
    An event more than a day ahead of its own record, or of everything else that is loaded, is a mistake of
    a clock or a parser. One day is allowed for clocks that run apart.
-#}
{% macro is_dated_ahead(events, horizon) -%}
    (
        {{ events }}.occurred_at > {{ events }}.recorded_at + interval 1 day
        or {{ events }}.occurred_at >= {{ horizon }}.newest_date + interval 1 day
    )
{%- endmacro %}
