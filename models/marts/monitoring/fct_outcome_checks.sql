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

    inner join {{ ref('fct_model_metrics') }} as holdouts
        on cohorts.model_version = holdouts.model_version
        and holdouts.metric_name = 'roc_auc'
        and holdouts.data_split = 'holdout'
        and holdouts.segment_name = 'all'

    qualify row_number() over (partition by weeks.as_of_date order by cohorts.cohort_date desc) <= 4

),

separations as (

    select
        *,
        greatest(roc_auc, 1 - roc_auc) as separation

    from {{ ref('fct_feature_separation') }}

),

judged as (

    select
        'leak' as rule_name,
        separations.feature_name as subject,
        separations.as_of_date,
        separations.separation as measure,
        cast(null as double) as usual_measure,
        separations.separation >= limits.smallest_effect as is_broken

    from separations

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'leak'

    union all

    select
        'performance_drop' as rule_name,
        'roc_auc' as subject,
        as_of_date,
        round(avg(metric_value), 9) as measure,
        round(avg(holdout_ci_low), 9) as usual_measure,
        count(*) = 4 and avg(metric_value) < avg(holdout_ci_low) as is_broken

    from matured

    group by 3

)

select * from judged
