with

versions as (

    select
        model_version,
        algorithm,
        trained_as_of_date,
        lag(model_version) over (
            partition by algorithm order by trained_as_of_date, model_version
        ) as previous_model_version

    from {{ ref('dim_model_versions') }}

),

importances as (

    select * from {{ ref('fct_feature_importances') }}

),

-- Consecutive versions of one algorithm; a feature that came or went is in one of them only.
paired as (

    select
        versions.model_version,
        importances.feature_name

    from versions

    inner join importances
        on importances.model_version in (versions.model_version, versions.previous_model_version)

    where versions.previous_model_version is not null

    group by 1, 2

),

compared as (

    select
        versions.model_version,
        paired.feature_name,
        versions.previous_model_version,
        versions.algorithm,
        versions.trained_as_of_date,
        new_ones.importance_rank,
        old_ones.importance_rank as previous_importance_rank,
        old_ones.importance_rank - new_ones.importance_rank as rank_change,
        coalesce(new_ones.importance_share, 0) as importance_share,
        coalesce(old_ones.importance_share, 0) as previous_importance_share,
        coalesce(new_ones.importance_share, 0) - coalesce(old_ones.importance_share, 0)
            as share_change,
        coalesce(new_ones.direction != old_ones.direction, false) as has_changed_direction

    from paired

    inner join versions
        on paired.model_version = versions.model_version

    left join importances as new_ones
        on versions.model_version = new_ones.model_version
        and paired.feature_name = new_ones.feature_name

    left join importances as old_ones
        on versions.previous_model_version = old_ones.model_version
        and paired.feature_name = old_ones.feature_name

)

select * from compared
