{{ config(
    materialized='incremental', incremental_strategy='append', unique_key='as_of_date',
    full_refresh=false, on_schema_change='fail'
) }}

with

histograms as (

    select weeks.*

    from {{ ref('fct_score_histograms') }} as weeks

    where {{ not_yet_recorded('weeks', ['as_of_date']) }}

),

measured as (

    select
        as_of_date,
        model_version,
        max(total_count) as row_count,
        round(sum({{ stability_part(
            smoothed_share('row_count', 'total_count', 'bin_count'), 'reference_share'
        ) }}), 9) as population_stability_index,
        round(
            sum({{ chi_square_part('row_count / total_count', 'reference_share') }})
            / (1 / max(total_count) + 1 / max(reference_count)), 9
        ) as chi_square,
        count(*) - 1 as degrees_of_freedom

    from histograms

    group by 1, 2

),

tested as (

    select
        * exclude (chi_square, degrees_of_freedom),
        round({{ chi_square_p('chi_square', 'degrees_of_freedom') }}, 12) as p_value

    from measured

),

-- The weight of the features that look unusual, but as they did a year before.
seasons as (

    select
        as_of_date,
        coalesce(round(sum(importance_share) filter (where is_unusual and not has_drifted), 9), 0)
            as seasonal_importance_share

    from {{ ref('fct_feature_drift') }}

    group by 1

),

judged as (

    select
        tested.*,
        seasons.seasonal_importance_share,
        tested.population_stability_index >= limits.smallest_effect
        and tested.p_value <= limits.significance
        and seasons.seasonal_importance_share < limits.usual_factor as has_drifted

    from tested

    inner join seasons
        on tested.as_of_date = seasons.as_of_date

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'score_drift'

)

select * from judged
