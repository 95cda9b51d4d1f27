with

scores as (

    select
        * exclude (as_of_date),
        cast(as_of_date as date) as as_of_date

    from {{ ref('ml_churn_scores') }}

    where has_reasons

),

rule_scores as (

    select *

    from {{ ref('ml_scores_ranked') }}

    where has_reasons
        and algorithm = 'rule'

),

rule_points as (

    select * from {{ ref('feat_rule_points') }}

),

-- Ten points of a rule are one unit of raw score.
rule_reasons as (

    select
        rule_scores.customer_id,
        rule_scores.as_of_date,
        rule_scores.model_version,
        row_number() over (
            partition by rule_scores.customer_id, rule_scores.as_of_date, rule_scores.model_version
            order by rule_points.points desc, rule_points.rule_id asc
        ) as reason_rank,
        rule_points.feature_name,
        rule_points.points / 10.0 as contribution,
        rule_points.reason_template

    from rule_scores

    inner join rule_points
        on rule_scores.customer_id = rule_points.customer_id
        and rule_scores.as_of_date = rule_points.as_of_date

),

-- The reasons that stand side by side become rows.
named as (
    {% for rank in range(1, 6) %}
    select
        customer_id,
        as_of_date,
        model_version,
        {{ rank }} as reason_rank,
        reason_{{ rank }}_feature as feature_name,
        reason_{{ rank }}_contribution as contribution,
        cast(null as varchar) as reason_template

    from scores

    where reason_{{ rank }}_feature is not null

    union all
    {% endfor %}
    select * from rule_reasons

)

select * from named
