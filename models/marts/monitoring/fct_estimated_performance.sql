with

metrics as (

    select *

    from {{ ref('fct_model_metrics') }}

    where data_split = 'estimated'

),

realised_metrics as (

    select *

    from {{ ref('fct_model_metrics') }}

    where data_split = 'walk_forward'
        and segment_name = 'all'

),

versions as (

    select * from {{ ref('dim_model_versions') }}

),

scores as (

    select
        as_of_date,
        model_version,
        max(matures_on_date) as matures_on_date

    from {{ ref('fct_churn_scores') }}

    group by 1, 2

),

described as (

    select
        metrics.cohort_date,
        metrics.model_version,
        metrics.metric_name,
        versions.algorithm,
        versions.stage as model_role,
        metrics.metric_value as estimated_value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.no_skill_value,
        rule_metrics.metric_value as rule_value,
        metrics.row_count,
        metrics.positive_count as expected_positive_count,
        scores.matures_on_date,
        realised_metrics.metric_value as realised_value,
        metrics.metric_value - realised_metrics.metric_value as error,
        realised_metrics.metric_value between metrics.ci_low and metrics.ci_high
            as is_within_interval

    from metrics

    inner join versions
        on metrics.model_version = versions.model_version

    inner join scores
        on metrics.model_version = scores.model_version
        and metrics.cohort_date = scores.as_of_date

    -- The rule of the same training stands beside every rung.
    left join versions as rule_versions
        on versions.trained_as_of_date = rule_versions.trained_as_of_date
        and rule_versions.algorithm = 'rule'

    left join metrics as rule_metrics
        on rule_versions.model_version = rule_metrics.model_version
        and metrics.cohort_date = rule_metrics.cohort_date
        and metrics.metric_name = rule_metrics.metric_name

    left join realised_metrics
        on metrics.model_version = realised_metrics.model_version
        and metrics.cohort_date = realised_metrics.cohort_date
        and metrics.metric_name = realised_metrics.metric_name

)

select * from described
