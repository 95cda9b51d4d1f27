{#- Read anew at every run: who publishes, what was tested before, and by which model. -#}
{%- set tests = [] -%}
{%- for resource in selected_resources if resource.split('.')[0] in ['test', 'unit_test'] -%}
    {%- do tests.append(resource) -%}
{%- endfor -%}

with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

champions as (

    select
        scores.as_of_date,
        min(scores.model_version) as model_version

    from {{ ref('fct_churn_scores') }} as scores

    where scores.model_role = 'champion'

    group by 1

),

versions as (

    select * from {{ ref('dim_model_versions') }}

),

described as (

    select
        '{{ run_started_at.strftime("%Y%m%dT%H%M%S%fZ") }}-{{ invocation_id }}' as run_id,
        '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as published_at,
        coalesce(cast(newest.as_of_date as varchar), '') as as_of_date,
        coalesce(champions.model_version, '') as model_version,
        coalesce(versions.artifact_hash, '') as artifact_hash,
        '{{ dbt_version }}' as dbt_version,
        -- A test that fails stops the publication, so what can be told is how many there were.
        '{{ tests | length }} tests in this run, none failed before publication' as test_results

    from newest

    left join champions
        on newest.as_of_date = champions.as_of_date

    left join versions
        on champions.model_version = versions.model_version

)

select * from described
