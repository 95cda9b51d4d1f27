{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['as_of_date', 'weeks_ago', 'feature_name', 'bin_number'],
    full_refresh=false, on_schema_change='fail'
) }}

with

-- Each week stands beside the same season a year before.
weeks as (

    select
        champions.as_of_date,
        champions.model_version,
        unnest([0, 51, 52, 53]) as weeks_ago,
        champions.as_of_date - 7 * weeks_ago as row_date

    from {{ ref('fct_champion_weeks') }} as champions

    where {{ not_yet_recorded('champions', ['as_of_date']) }}

),

customers as (

    select * from {{ ref('feat_customers') }}
    where as_of_date in (select weeks.row_date from weeks)

),

named as (

    {{ monitored_values('customers') }}

),

binned as (

    select
        weeks.as_of_date,
        weeks.weeks_ago,
        weeks.model_version,
        edges.feature_name,
        {{ bin_number('named.feature_value', 'edges.inner_edges') }} as bin_number,
        any_value(len(edges.inner_edges)) + 2 as bin_count,
        count(*) as row_count

    from named

    inner join weeks
        on named.as_of_date = weeks.row_date

    inner join {{ ref('fct_feature_edges') }} as edges
        on weeks.model_version = edges.model_version
        and named.feature_name = edges.feature_name

    group by 1, 2, 3, 4, 5

),

counted as (

    {{ with_empty_bins('binned', ['as_of_date', 'weeks_ago', 'model_version', 'feature_name']) }}

),

shared as (

    select
        as_of_date,
        cast(weeks_ago as integer) as weeks_ago,
        model_version,
        feature_name,
        cast(bin_number as integer) as bin_number,
        row_count,
        cast(total_count as bigint) as total_count,
        {{ smoothed_share('row_count', 'total_count', 'bin_count') }} as row_share

    from counted

)

select * from shared
