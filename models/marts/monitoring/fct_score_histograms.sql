{{ config(
    materialized='incremental', incremental_strategy='append', unique_key=['as_of_date', 'bin_number'],
    full_refresh=false, on_schema_change='fail'
) }}

with

bins as (

    select
        *,
        count(*) over (partition by model_version) as bin_count,
        sum(row_count) over (partition by model_version) as total_count,
        lag(upper_probability, 1, -1) over (partition by model_version order by bin_number)
            as floor_probability,
        -- Equal scores share a bin, so the numbers have gaps and the last is not the count.
        case
            when lead(bin_number) over (partition by model_version order by bin_number) is null
                then 2
            else upper_probability
        end as ceiling_probability

    from {{ ref('fct_calibration_bins') }}

    where data_split = 'holdout'

),

binned as (

    select
        weeks.as_of_date,
        weeks.model_version,
        cast(bins.bin_number as integer) as bin_number,
        weeks.row_count as total_count,
        bins.row_count / bins.total_count as reference_share,
        -- The holdout has the same customers in each of its weeks, so one week's worth counts.
        bins.total_count / {{ var('holdout_weeks') }} as reference_count,
        bins.bin_count,
        count(scores.customer_id) as row_count

    from {{ ref('fct_champion_weeks') }} as weeks

    inner join bins
        on weeks.model_version = bins.model_version

    left join {{ ref('fct_churn_scores') }} as scores
        on weeks.as_of_date = scores.as_of_date
        and weeks.model_version = scores.model_version
        and scores.churn_probability > bins.floor_probability
        and scores.churn_probability <= bins.ceiling_probability

    where {{ not_yet_recorded('weeks', ['as_of_date']) }}

    group by all

)

select * from binned
