{#-
    The newest date that an incremental table holds, and before all time where it holds none.
-#}
{% macro newest_built(column) -%}
    {%- if keeps_its_rows() -%}
    coalesce((select max(built.{{ column }}) from {{ this }} as built), date '0001-01-01')
    {%- else -%}
    date '0001-01-01'
    {%- endif -%}
{%- endmacro %}
