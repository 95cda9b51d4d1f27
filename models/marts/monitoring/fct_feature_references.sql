{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['model_version', 'feature_name', 'bin_number'],
    full_refresh=false, on_schema_change='fail'
) }}

with

edges as (

    select edges.* from {{ ref('fct_feature_edges') }} as edges
    where {{ not_yet_recorded('edges', ['model_version', 'feature_name']) }}

),

customers as (

    select * from {{ ref('feat_customers') }}
    where as_of_date >= (select min(edges.train_from_date) from edges)
        and as_of_date <= (select max(edges.train_to_date) from edges)

),

named as (

    {{ monitored_values('customers') }}

),

binned as (

    select
        edges.model_version,
        edges.feature_name,
        named.as_of_date,
        {{ bin_number('named.feature_value', 'edges.inner_edges') }} as bin_number,
        any_value(len(edges.inner_edges)) + 2 as bin_count,
        count(*) as row_count

    from named

    inner join edges
        on named.feature_name = edges.feature_name
        and named.as_of_date between edges.train_from_date and edges.train_to_date

    group by 1, 2, 3, 4

),

counted as (

    {{ with_empty_bins('binned', ['model_version', 'feature_name', 'as_of_date']) }}

),

shared as (

    select
        *,
        {{ smoothed_share('row_count', 'total_count', 'bin_count') }} as week_share,
        {{ smoothed_share(
            'sum(row_count) over one_bin', 'sum(total_count) over one_bin', 'bin_count'
        ) }} as reference_share

    from counted

    window one_bin as (partition by model_version, feature_name, bin_number)

),

compared as (

    select
        *,
        round(sum({{ stability_part('week_share', 'reference_share') }}) over (
            partition by model_version, feature_name, as_of_date
        ), 9) as week_index

    from shared

),

-- Usual is what nine weeks in ten of the training window did not exceed.
summed_up as (

    select
        model_version,
        feature_name,
        cast(bin_number as integer) as bin_number,
        any_value(reference_share) as reference_share,
        quantile_disc(week_share, 0.9) as usual_share,
        quantile_disc(week_index, 0.9) as usual_index

    from compared

    group by 1, 2, 3

)

select * from summed_up
