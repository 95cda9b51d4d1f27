{#-
    A table that is made batch by batch of customers, so that memory does not grow with their number. The model
    restricts what it reads by `in_batch`, and names in its config (`batched_by`) the table that has one row
    per row of its own.
-#}
{% materialization batched, adapter='duckdb' %}
    {%- set counted = run_query('select count(*) from ' ~ ref(config.require('batched_by'))) -%}
    {%- set batches = counted.rows[0][0] // var('rows_per_batch') + 1 -%}
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
    {%- endcall %}

    {{ drop_relation_if_exists(existing) }}
    {{ adapter.rename_relation(intermediate, target_relation) }}
    {{ run_hooks(post_hooks) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    Whether a customer is in the batch that is being made. Outside of batches everybody is.
-#}
{% macro in_batch(customer_id) -%}
    -- As unsigned as the hash: the remainder of mixed kinds takes ten times as long.
    hash({{ customer_id }}) % cast(coalesce(getvariable('batch_count'), 1) as ubigint)
    = cast(coalesce(getvariable('batch'), 0) as ubigint)
{%- endmacro %}
