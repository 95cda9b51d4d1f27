{#-
    What the previous run wrote to a table that stands downstream: the one edge that goes uphill.
    On a new warehouse it gives typed zero rows. Derived tables (`is_recorded=false`) are forgotten by
    a full refresh; recorded ones never are.
-#}
{% macro previous_run(schema, table, columns, is_recorded=true) -%}
    {%- set relation = adapter.get_relation(
        database=target.database, schema=schema, identifier=table
    ) if execute else none -%}
    {%- if relation is none or (flags.FULL_REFRESH and not is_recorded) %}
    select
        {%- for name, data_type in columns.items() %}
        cast(null as {{ data_type }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    where false
    {%- else %}
    select
        {%- for name in columns %}
        {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- endif %}
{%- endmacro %}
