{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['as_of_date', 'feature_name'],
    full_refresh=false, on_schema_change='fail'
) }}

with

distances as (

    select distances.*

    from {{ ref('fct_feature_distances') }} as distances

    where {{ not_yet_recorded('distances', ['as_of_date', 'feature_name']) }}

),

importances as (

    select * from {{ ref('fct_feature_importances') }}

),

tested as (

    select
        *,
        round({{ chi_square_p('chi_square', 'degrees_of_freedom') }}, 12) as p_value

    from distances

),

ranked as (

    select
        *,
        row_number() over (partition by as_of_date order by p_value, feature_name) as p_rank,
        count(*) over (partition by as_of_date) as feature_count

    from tested

),

-- Benjamini and Hochberg: of the features that are called drifted, at most this share is by chance.
adjusted as (

    select
        *,
        least(1, min(p_value * feature_count / p_rank) over (
            partition by as_of_date order by p_rank desc rows unbounded preceding
        )) as q_value

    from ranked

),

judged as (

    select
        adjusted.as_of_date,
        adjusted.feature_name,
        adjusted.model_version,
        adjusted.row_count,
        adjusted.null_share,
        adjusted.usual_null_share,
        adjusted.population_stability_index,
        adjusted.usual_index,
        adjusted.season_index,
        adjusted.p_value,
        adjusted.q_value,
        coalesce(importances.importance_share, 0) as importance_share,
        adjusted.population_stability_index * coalesce(importances.importance_share, 0)
            as weighted_index,
        adjusted.q_value <= limits.significance
        and adjusted.population_stability_index >= limits.smallest_effect
        and adjusted.population_stability_index >= limits.usual_factor * adjusted.usual_index
            as is_unusual,
        -- Where the same season looked like this, that explains it.
        is_unusual
        and coalesce(adjusted.season_index, adjusted.population_stability_index)
        >= greatest(limits.smallest_effect, adjusted.population_stability_index / 2) as has_drifted

    from adjusted

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'feature_drift'

    left join importances
        on adjusted.model_version = importances.model_version
        and adjusted.feature_name = importances.feature_name

)

select * from judged
