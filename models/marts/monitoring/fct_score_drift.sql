{{ config(
    materialized='incremental', incremental_strategy='append', unique_key='as_of_date',
    full_refresh=false, on_schema_change='fail'
) }}

with

weeks as (

    select
        drift.as_of_date,
        drift.model_version,
        -- The weight of the features that look unusual, but as they did a year before.
        coalesce(round(sum(drift.importance_share) filter (
            where drift.is_unusual and not drift.has_drifted
        ), 9), 0) as seasonal_importance_share

    from {{ ref('fct_feature_drift') }} as drift
    where {{ not_yet_recorded('drift', ['as_of_date']) }}
    group by 1, 2

),

bins as (

    select
        *,
        count(*) over (partition by model_version) as bin_count,
        sum(row_count) over (partition by model_version) as total_count,
        lag(upper_probability, 1, -1) over (partition by model_version order by bin_number) as floor_probability,
        case when bin_number = bin_count then 2 else upper_probability end as ceiling

    from {{ ref('fct_calibration_bins') }}
    where data_split = 'holdout'

),

counted as (

    select
        weeks.*,
        bins.bin_number,
        bins.row_count / bins.total_count as reference_share,
        -- The holdout has the same customers in each of its weeks, so one week's worth counts.
        bins.total_count / {{ var('holdout_weeks') }} as reference_count,
        bins.bin_count,
        count(scores.customer_id) as bin_row_count

    from weeks

    inner join bins
        on weeks.model_version = bins.model_version

    left join {{ ref('fct_churn_scores') }} as scores
        on weeks.as_of_date = scores.as_of_date
        and weeks.model_version = scores.model_version
        and scores.churn_probability > bins.floor_probability
        and scores.churn_probability <= bins.ceiling

    group by all

),

measured as (

    select
        as_of_date,
        model_version,
        seasonal_importance_share,
        cast(max(row_count) as bigint) as row_count,
        round(sum({{ stability_part(
            smoothed_share('bin_row_count', 'row_count', 'bin_count'), 'reference_share'
        ) }}), 9) as population_stability_index,
        round(sum({{ chi_square_part('bin_row_count / row_count', 'reference_share') }})
        / (1 / max(row_count) + 1 / max(reference_count)), 9) as chi_square,
        count(*) - 1 as degrees_of_freedom

    from (select *, sum(bin_row_count) over (partition by as_of_date) as row_count from counted)

    group by 1, 2, 3

),

judged as (

    select
        measured.* exclude (chi_square, degrees_of_freedom),
        round({{ chi_square_p('chi_square', 'degrees_of_freedom') }}, 12) as p_value,
        population_stability_index >= limits.smallest_effect
        and p_value <= limits.significance
        and seasonal_importance_share < limits.usual_factor as has_drifted

    from measured

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'score_drift'

)

select * from judged
