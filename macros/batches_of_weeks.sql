{#-
    The batches of weeks that are new to the table, each as the variables that `in_weeks_of_batch` reads. The last one
    is open, for what is dated later than it was recorded.
-#}
{% macro batches_of_weeks() -%}
    {%- set begins_on = '0001-01-01' -%}
    {%- if keeps_its_rows() -%}
    {%- set newest = 'select max(' ~ config.require('grown_by') ~ ') from ' ~ this -%}
    {%- set begins_on = run_query(newest).rows[0][0] or begins_on -%}
    {%- endif -%}
    {%- set counted -%}
    select max(recorded_by) as ends_on
    from (
        select
            recorded_by,
            sum(sum(row_count)) over (order by recorded_by) as rows_so_far
        from {{ ref(config.require('batched_by')) }}
        where recorded_by > date '{{ begins_on }}'
        group by 1
    )
    group by (rows_so_far - 1) // {{ config.require('rows_per_batch') }}
    order by 1
    {%- endset -%}
    {%- set last_mondays = run_query(counted).columns[0].values() | list -%}
    {%- set limits = [begins_on] + last_mondays[:-1] + ['9999-12-31'] -%}
    {%- set batches = [] -%}
    {%- for limit in limits[1:] -%}
        {%- do batches.append({
            'batch_begins_on': "date '" ~ limits[loop.index0] ~ "'",
            'batch_ends_on': "date '" ~ limit ~ "'",
        }) -%}
    {%- endfor -%}
    {{ return(batches) }}
{%- endmacro %}

{#-
    Whether a usage event became known in the weeks of the batch that is being made. Outside of batches every event
    did. DuckDB skips what a filter on a single column leaves out, hence the first one: an event that is loaded happened
    at most a day after its record.
-#}
{% macro in_weeks_of_batch(events) -%}
    {%- set begins_on = "coalesce(getvariable('batch_begins_on'), date '0001-01-01')" -%}
    {%- set ends_on = "coalesce(getvariable('batch_ends_on'), date '9999-12-31')" -%}
    (
        {{ events }}.source_recorded_at is null
        or (
            {{ events }}.source_recorded_at >= {{ begins_on }} - interval 1 day
            and {{ events }}.source_recorded_at < {{ ends_on }}
        )
    )
    and greatest({{ events }}.occurred_at, {{ events }}.recorded_at) >= {{ begins_on }}
    and greatest({{ events }}.occurred_at, {{ events }}.recorded_at) < {{ ends_on }}
{%- endmacro %}
