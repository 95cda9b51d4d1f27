{#-
    Tables that keep their rows and take what is new (`append`), or what is new of some keys (`delete+insert`). Against
    dbt's own way, appended rows need no temporary table, and comparing columns no look into the catalog: both take longer
    than the rows of a day. A table whose columns the model has left stops in one sentence.
-#}
{% materialization incremental, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}

    {% if is_incremental() %}
    {% do require_columns_of_table() %}
    {% call statement('main') -%}
        {{ add_rows(target_relation) }}
    {%- endcall %}
    {% else %}
    {{ made_anew(existing, target_relation) }}
    {% endif %}

    {{ completed(target_relation) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    The statements that add the model's rows to its table, by the names of columns.
-#}
{% macro add_rows(relation) -%}
    {%- set strategy = config.require('incremental_strategy') -%}
    {%- if strategy == 'append' %}
    insert into {{ relation }} by name (
        {{ compiled_code }}
    );
    {%- elif strategy == 'delete+insert' %}
    {%- set keys = config.require('unique_key') %}
    {%- set key = keys if keys is string else keys | join(', ') %}
    {%- set new_rows = relation.identifier ~ '__new_rows' %}
    create temporary table {{ new_rows }} as (
        {{ compiled_code }}
    );
    delete from {{ relation }} where ({{ key }}) in (select ({{ key }}) from {{ new_rows }});
    insert into {{ relation }} by name select * from {{ new_rows }};
    drop table {{ new_rows }};
    {%- else %}
    {%- do exceptions.raise_compiler_error(
        "Incremental tables here know append and delete+insert, not " ~ strategy ~ "."
    ) %}
    {%- endif %}
{%- endmacro %}

{#-
    Stop where the table has other columns than the model, which a change of code leaves behind.
-#}
{% macro require_columns_of_table() -%}
    {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(compiled_code) -%}
    {%- set columns_of_model = get_empty_schema_sql(model.columns) -%}
    {%- else -%}
    {%- set columns_of_model = compiled_code -%}
    {%- endif -%}
    {%- set wanted = types_by_column(columns_of_model) -%}
    {%- set kept = types_by_column('select * from ' ~ this) -%}
    {%- set faults = [] -%}
    {%- for name, data_type in wanted.items() if kept.get(name) != data_type -%}
        {%- do faults.append(name ~ ' ' ~ data_type ~ ' (the table has '
            ~ (name ~ ' ' ~ kept[name] if name in kept else 'none') ~ ')') -%}
    {%- endfor -%}
    {%- for name in kept if name not in wanted -%}
        {%- do faults.append('no ' ~ name ~ ' (the table has ' ~ name ~ ' ' ~ kept[name] ~ ')') -%}
    {%- endfor -%}
    {%- if faults -%}
    {%- do exceptions.raise_compiler_error(
        this.schema ~ '.' ~ this.identifier ~ ' has other columns than its model now says: ' ~ faults | join(', ') ~ '. '
        ~ (
            'What it holds is recorded and never made anew: give the table these columns by hand, as '
            ~ 'docs/operations.md shows, and build again.'
            if config.get('full_refresh') is false else
            'Nothing was changed. `dbt build --full-refresh` makes it anew; what is recorded stays.'
        )
    ) -%}
    {%- endif -%}
{%- endmacro %}

{#-
    The data types of a query's columns by their names, without running it.
-#}
{% macro types_by_column(query) -%}
    {%- set types = {} -%}
    {%- for column in get_column_schema_from_query(query) -%}
        {%- do types.update({column.name: column.dtype}) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}
