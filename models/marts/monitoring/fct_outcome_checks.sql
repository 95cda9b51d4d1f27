with

-- Judged by the model that scored them, on the four newest cohorts that are known on the date.
matured as (

    select
        weeks.as_of_date,
        cohorts.metric_value,
        holdouts.ci_low as holdout_ci_low

    from {{ ref('fct_champion_weeks') }} as weeks

    inner join {{ ref('fct_matured_performance') }} as cohorts
        on weeks.as_of_date >= cohorts.matures_on_date
        and cohorts.metric_name = 'roc_auc'
        and cohorts.model_role = 'champion'
        and cohorts.arm = 'all'
        and cohorts.segment_name = 'all'

    inner join {{ ref('fct_model_metrics') }} as holdouts
        on cohorts.model_version = holdouts.model_version
        and holdouts.metric_name = 'roc_auc'
        and holdouts.data_split = 'holdout'
        and holdouts.segment_name = 'all'

    qualify row_number() over (partition by weeks.as_of_date order by cohorts.cohort_date desc) <= 4

),

separations as (

    select
        features.as_of_date,
        listed.family,
        features.feature_name,
        greatest(features.roc_auc, 1 - features.roc_auc) as separation

    from {{ ref('fct_feature_separation') }} as features

    inner join {{ ref('feature_catalog') }} as listed
        on features.feature_name = listed.feature_name

),

judged as (

    select
        'leak' as rule_name,
        separations.family as subject,
        separations.as_of_date,
        max(separations.separation) as measure,
        cast(null as double) as usual_measure,
        max(separations.separation) >= max(limits.smallest_effect) as is_broken,
        max_by(separations.feature_name, (separations.separation, separations.feature_name))
            as detail

    from separations

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'leak'

    group by 2, 3

    union all

    select
        'performance_drop' as rule_name,
        'roc_auc' as subject,
        matured.as_of_date,
        round(avg(matured.metric_value), 9) as measure,
        round(avg(matured.holdout_ci_low), 9) as usual_measure,
        count(*) = 4
        and avg(matured.metric_value) < avg(matured.holdout_ci_low) - max(limits.smallest_effect)
            as is_broken,
        cast(null as varchar) as detail

    from matured

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'performance_drop'

    group by 3

)

select * from judged
