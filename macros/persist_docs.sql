{#-
    The descriptions of a table and its columns, in one statement. Under an enforced contract the columns are
    those that are declared, for which dbt would ask the warehouse twice at every table.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if not model.get('contract', {}).get('enforced') -%}
    {{ return(default__persist_docs(relation, model, for_relation, for_columns)) }}
    {%- endif -%}
    {%- set comments -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
    {{ alter_relation_comment(relation, model.description) }}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
    {%- for column in model.columns.values() %}
    comment on column {{ relation }}.{{ adapter.quote(column.name) }}
    is {{ duckdb_escape_comment(column.description) }};
    {%- endfor -%}
    {%- endif -%}
    {%- endset -%}
    {%- if comments | trim -%}
    {%- do run_query(comments) -%}
    {%- endif -%}
{%- endmacro %}
