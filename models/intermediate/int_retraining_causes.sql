with

alerts as (

    select * from {{ ref('stg_feedback__alerts') }}

),

drifted_families as (

    select
        drifted.as_of_date,
        listed.family,
        array_to_string(
            list(
                drifted.feature_name || ' (index '
                || printf('%.2f', drifted.population_stability_index)
                || ', limit ' || printf('%.2f', limits.smallest_effect)
                || ', ' || printf('%.1f', 100 * drifted.importance_share) || '% of the model)'
                order by drifted.weighted_index desc, drifted.feature_name asc
            )[:3], ', '
        ) as drifted_features

    from {{ ref('stg_feedback__drifted_features') }} as drifted

    inner join {{ ref('feature_catalog') }} as listed
        on drifted.feature_name = listed.feature_name

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'feature_drift'

    where drifted.importance_share >= limits.smallest_importance

    group by 1, 2

),

-- Drift calls for training once it has opened an alert: what a fault of the data explains opens
-- none, and must not be learned.
drifts as (

    select
        case when alerts.subject is null then 'drift without an alert' else 'feature drift' end
            as cause_name,
        drifted_families.as_of_date as happened_on,
        alerts.subject is not null as calls_for_training,
        'On ' || drifted_families.as_of_date || ' features of ' || drifted_families.family
        || ' had drifted: ' || drifted_families.drifted_features || '.' as evidence

    from drifted_families

    left join alerts
        on alerts.rule_name = 'feature_drift'
        and drifted_families.as_of_date = alerts.opened_on_date
        and drifted_families.family = alerts.subject

),

causes as (

    select * from drifts

    union all

    select
        'performance drop' as cause_name,
        opened_on_date as happened_on,
        true as calls_for_training,
        'On ' || opened_on_date || ': ' || evidence as evidence

    from alerts

    where rule_name = 'performance_drop'

    union all

    select
        'approved request' as cause_name,
        approved_on as happened_on,
        true as calls_for_training,
        'Request ' || request_id || ' of ' || requested_by || ', approved by ' || approved_by
        || ' on ' || approved_on || ': ' || reason as evidence

    from {{ ref('requested_retrainings') }}

    where approved_on is not null

    union all

    select
        cause_name,
        happened_on,
        true as calls_for_training,
        evidence

    from {{ ref('int_retraining_changes') }}

)

select * from causes
