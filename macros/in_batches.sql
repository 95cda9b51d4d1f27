{#-
    A table that is made batch by batch of customers, so that memory does not grow with their number. The model
    restricts what it reads by `in_batch`, and names in its config the table whose rows are spread over the batches
    (`batched_by`) and how many of them a batch may have (`rows_per_batch`). With `grown_by`, one of its own dates,
    it keeps its rows and takes what is newer; `batched_since` is then the date by which those rows are counted.
-#}
{% materialization batched, adapter='duckdb' %}
    {%- set is_grown = keeps_its_rows() -%}
    {%- set batches = batch_count(is_grown) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set intermediate = make_intermediate_relation(target_relation) -%}

    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ run_hooks(pre_hooks) }}

    {% call statement('main') -%}
        set variable batch_count = {{ batches }};
        {% for batch in range(batches) -%}
        set variable batch = {{ batch }};
        {{ "create table " ~ intermediate ~ " as" if loop.first else "insert into " ~ intermediate }}
        {{ compiled_code }};
        {% endfor -%}
        reset variable batch;
        reset variable batch_count;
        {%- if is_grown %}
        insert into {{ target_relation }} by name select * from {{ intermediate }};
        drop table {{ intermediate }};
        {%- endif %}
    {%- endcall %}

    {% if not is_grown %}
    {{ drop_relation_if_exists(existing) }}
    {{ adapter.rename_relation(intermediate, target_relation) }}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    How many batches it takes for the rows that are to come.
-#}
{% macro batch_count(is_grown) -%}
    {%- set counted -%}
    select count(*) from {{ ref(config.require('batched_by')) }}
    {%- if is_grown %}
    where {{ config.require('batched_since') }} >= {{ newest_built(config.require('grown_by')) }}
    {%- endif -%}
    {%- endset -%}
    {{ return(run_query(counted).rows[0][0] // config.require('rows_per_batch') + 1) }}
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
