{#-
    The Monday before which every usage event was judged and binned by an earlier build, and is the same today; empty
    where all have to be judged. It is put into the SQL as a value, by which DuckDB skips what it need not read.
-#}
{% macro judged_before() -%}
    {%- set weeks = ref('int_usage_weeks_kept') -%}
    {%- if execute -%}
    {{ return(run_query("select max(recorded_by) from " ~ weeks).rows[0][0] or '') }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{#-
    Whether this build has to judge an event. A row without any date is judged by every build.
-#}
{% macro is_unjudged(events) -%}
    {%- set monday = judged_before() -%}
    {%- if monday -%}
    (
        ({{ events }}.source_recorded_at >= date '{{ monday }}' or {{ events }}.source_recorded_at is null)
        and ({{ events }}.recorded_at >= date '{{ monday }}' or {{ events }}.recorded_at is null)
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{#-
    What an earlier build judged stays; the rows that this build judges again make room.
-#}
{% macro forget_unjudged() -%}
    {%- set monday = judged_before() -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    {%- if monday %} where recorded_at >= date '{{ monday }}' or recorded_at is null{% endif -%}
    {%- endif -%}
{%- endmacro %}
