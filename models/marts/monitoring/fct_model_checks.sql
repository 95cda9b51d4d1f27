{%- set drifted %}
features.has_drifted and features.importance_share >= limits.smallest_importance
{%- endset %}
{%- set emptied %}
features.null_share >= features.usual_null_share + limits.smallest_effect
and features.null_share >= limits.usual_factor * features.usual_null_share
{%- endset -%}

with

features as (

    select
        drift.*,
        listed.family

    from {{ ref('fct_feature_drift') }} as drift

    inner join {{ ref('feature_catalog') }} as listed
        on drift.feature_name = listed.feature_name

),

judged as (
    {% for rule, condition, measure in [
        ('feature_drift', drifted, 'sum(features.importance_share)'),
        ('null_rise', emptied, 'max(features.null_share)'),
    ] %}
    select
        '{{ rule }}' as rule_name,
        features.family as subject,
        features.as_of_date,
        round(coalesce({{ measure }} filter (where {{ condition }}), 0), 9) as measure,
        coalesce(bool_or({{ condition }}), false) as is_broken,
        array_to_string(
            list(
                features.feature_name
                order by features.weighted_index desc, features.feature_name asc
            )
            filter (where {{ condition }})[:3], ', '
        ) as detail

    from features

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = '{{ rule }}'

    group by 2, 3

    union all
    {% endfor %}
    select
        'score_drift' as rule_name,
        'scores' as subject,
        as_of_date,
        population_stability_index as measure,
        has_drifted as is_broken,
        cast(null as varchar) as detail

    from {{ ref('fct_score_drift') }}

)

select * from judged
