{#-
    A table that is made batch by batch, so that memory does not grow with the company: of customers, or, with
    `grown_by`, of weeks. The model restricts what it reads by `in_batch` or `in_weeks_of_batch`. Its config names the
    table whose rows are spread over the batches (`batched_by`) and how many of them a batch may have
    (`rows_per_batch`). With `grown_by`, its date of the Monday from which a row is visible, it keeps its rows and takes
    what is newer; `batched_by` then counts rows (`row_count`) by the Monday that ends their week (`recorded_by`).
-#}
{% materialization batched, adapter='duckdb' %}
    {%- set is_grown = keeps_its_rows() -%}
    {%- set is_of_weeks = config.get('grown_by') is not none -%}
    {%- set batches = batches_of_weeks() if is_of_weeks else batches_of_customers() -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set intermediate = make_intermediate_relation(target_relation) -%}

    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ run_hooks(pre_hooks) }}

    {% if is_grown %}{% do require_columns_of_table() %}{% endif %}
    {% call statement('main') -%}
        {% for batch in batches -%}
        {% for name, value in batch.items() -%}
        set variable {{ name }} = {{ value }};
        {% endfor -%}
        {{ "create table" if loop.first else "insert into" }} {{ intermediate }}
        {{- " as" if loop.first }}
        {{ compiled_code }};
        {% endfor -%}
        {% for name in batches[0] -%}
        reset variable {{ name }};
        {% endfor -%}
        {%- if is_grown %}
        insert into {{ target_relation }} by name select * from {{ intermediate }};
        drop table {{ intermediate }};
        {%- endif %}
    {%- endcall %}

    {% if not is_grown %}
    {{ drop_relation_if_exists(existing) }}
    {{ adapter.rename_relation(intermediate, target_relation) }}
    {% endif %}
    {{ completed(target_relation) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    The batches of customers that it takes, each as the variables that `in_batch` reads.
-#}
{% macro batches_of_customers() -%}
    {%- set counted = "select count(*) from " ~ ref(config.require('batched_by')) -%}
    {%- set batch_count = run_query(counted).rows[0][0] // config.require('rows_per_batch') + 1 -%}
    {%- set batches = [] -%}
    {%- for batch in range(batch_count) -%}
        {%- do batches.append({'batch_count': batch_count, 'batch': batch}) -%}
    {%- endfor -%}
    {{ return(batches) }}
{%- endmacro %}

{#-
    Whether the model only adds to what its table holds: as `is_incremental`, for batches too.
-#}
{% macro keeps_its_rows() -%}
    {%- if not execute or config.get('grown_by') is none -%}
    {{ return(is_incremental()) }}
    {%- endif -%}
    {{ return(load_relation(this) is not none and not should_full_refresh()) }}
{%- endmacro %}

{#-
    Whether a customer is in the batch that is being made. Outside of batches everybody is.
-#}
{% macro in_batch(customer_id) -%}
    -- As unsigned as the hash: the remainder of mixed kinds takes ten times as long.
    hash({{ customer_id }}) % cast(coalesce(getvariable('batch_count'), 1) as ubigint)
    = cast(coalesce(getvariable('batch'), 0) as ubigint)
{%- endmacro %}
