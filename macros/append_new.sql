{#-
    What is recorded stays: a row whose key is in the table already is left out, so that writing it
    twice changes nothing, not even after a killed run.
-#}
{% macro not_yet_recorded(rows, key) -%}
    {%- if is_incremental() -%}
    not exists (
        select 1
        from {{ this }} as recorded
        where {% for column in key -%}
            recorded.{{ column }} = {{ rows }}.{{ column }}{{ " and " if not loop.last }}
        {%- endfor %}
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
