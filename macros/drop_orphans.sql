{#-
    A killed build can leave dbt's half-made relations behind; nothing reads them, so they go.
-#}
{% macro drop_orphans() -%}
    {%- if execute -%}
        {%- set orphans = run_query(
            "select table_schema, table_name, table_type from information_schema.tables"
            ~ " where table_catalog = current_database() and table_name like '%\\_\\_dbt\\_%' escape '\\'"
        ) -%}
        {%- for orphan in orphans -%}
            {%- set kind = "view" if orphan["table_type"] == "VIEW" else "table" -%}
            {%- do run_query(
                "drop " ~ kind ~ ' if exists "' ~ orphan["table_schema"] ~ '"."' ~ orphan["table_name"] ~ '"'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
