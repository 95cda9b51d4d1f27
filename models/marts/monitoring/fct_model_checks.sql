with

features as (

    select * from {{ ref('fct_feature_drift') }}

),

-- Judged by the model that scored them, on the four newest cohorts that are known on the date.
matured as (

    select
        weeks.as_of_date,
        cohorts.metric_value,
        holdouts.ci_low as holdout_ci_low

    from {{ ref('fct_score_drift') }} as weeks

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

judged as (
    {% for rule, condition, measure in [
        (
            'feature_drift', 'features.has_drifted and features.importance_share >= limits.smallest_importance',
            'sum(features.importance_share)',
        ),
        (
            'null_rise', 'features.null_share >= greatest('
            ~ 'features.usual_null_share + limits.smallest_effect, '
            ~ 'limits.usual_factor * features.usual_null_share)',
            'max(features.null_share)',
        ),
    ] %}
    select
        '{{ rule }}' as rule_name,
        catalog.family as subject,
        features.as_of_date,
        round(coalesce({{ measure }} filter (where {{ condition }}), 0), 9) as measure,
        cast(null as double) as usual_measure,
        coalesce(bool_or({{ condition }}), false) as is_broken,
        array_to_string(
            list(features.feature_name order by features.weighted_index desc, features.feature_name)
                filter (where {{ condition }})[:3], ', '
        ) as detail
    from features
    inner join {{ ref('feature_catalog') }} as catalog on features.feature_name = catalog.feature_name
    inner join {{ ref('monitor_thresholds') }} as limits on limits.rule_name = '{{ rule }}'
    group by 2, 3

    union all
    {% endfor %}
    select 'score_drift', 'scores', as_of_date, population_stability_index, null, has_drifted, null
    from {{ ref('fct_score_drift') }}

    union all
    select
        'leak',
        separation.feature_name,
        separation.as_of_date,
        greatest(separation.roc_auc, 1 - separation.roc_auc),
        null,
        greatest(separation.roc_auc, 1 - separation.roc_auc) >= limits.smallest_effect,
        null
    from {{ ref('fct_feature_separation') }} as separation
    inner join {{ ref('monitor_thresholds') }} as limits on limits.rule_name = 'leak'

    union all
    select
        'performance_drop',
        'roc_auc',
        matured.as_of_date,
        round(avg(matured.metric_value), 9),
        round(avg(matured.holdout_ci_low), 9),
        count(*) = 4 and avg(matured.metric_value) < avg(matured.holdout_ci_low),
        null
    from matured
    group by 3

)

select * from judged
