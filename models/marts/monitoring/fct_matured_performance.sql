with

-- An arm is the whole cohort but for who was contacted; a segment has no arms of its own.
metrics as (

    select
        *,
        if(segment_name = 'arm', segment_value, 'all') as arm,
        if(segment_name = 'arm', 'all', segment_name) as segment,
        if(segment_name = 'arm', 'all', segment_value) as segment_member

    from {{ ref('fct_model_metrics') }}

    where data_split = 'walk_forward'

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
        metrics.arm,
        metrics.segment as segment_name,
        metrics.segment_member as segment_value,
        metrics.metric_name,
        versions.algorithm,
        versions.stage as model_role,
        metrics.metric_value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.no_skill_value,
        rule_metrics.metric_value as rule_value,
        metrics.row_count,
        metrics.positive_count,
        scores.matures_on_date

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
        and metrics.segment_name = rule_metrics.segment_name
        and metrics.segment_value = rule_metrics.segment_value
        and metrics.metric_name = rule_metrics.metric_name

)

select * from described
