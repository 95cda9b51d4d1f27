with

scores as (

    select
        * exclude (as_of_date),
        cast(as_of_date as date) as as_of_date

    from {{ ref('ml_churn_scores') }}

    where has_reasons

),

ranked_scores as (

    select * from {{ ref('ml_scores_ranked') }} where has_reasons

),

rule_points as (

    select * from {{ ref('feat_rule_points') }}

),

-- Ten points of a rule are one unit of raw score.
rule_reasons as (

    select
        ranked_scores.customer_id,
        ranked_scores.as_of_date,
        ranked_scores.model_version,
        row_number() over (
            partition by ranked_scores.customer_id, ranked_scores.as_of_date, ranked_scores.model_version
            order by rule_points.points desc, rule_points.rule_id
        ) as reason_rank,
        rule_points.feature_name,
        rule_points.points / 10.0 as contribution,
        rule_points.reason_template

    from ranked_scores

    inner join rule_points
        on ranked_scores.customer_id = rule_points.customer_id
        and ranked_scores.as_of_date = rule_points.as_of_date

    where ranked_scores.algorithm = 'rule'

),

-- The reasons that stand side by side become rows.
named_reasons as (
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

),

named_sums as (

    select
        customer_id,
        as_of_date,
        model_version,
        sum(contribution order by reason_rank) as contribution,
        max(reason_rank) as reason_count

    from named_reasons

    group by 1, 2, 3

),

-- What the named reasons leave of the score is a row of its own, so that every score adds up.
other_reasons as (

    select
        ranked_scores.customer_id,
        ranked_scores.as_of_date,
        ranked_scores.model_version,
        coalesce(named_sums.reason_count, 0) + 1 as reason_rank,
        'other' as feature_name,
        ranked_scores.raw_score - ranked_scores.base_raw_score - coalesce(named_sums.contribution, 0)
            as contribution,
        cast(null as varchar) as reason_template

    from ranked_scores

    left join named_sums
        on ranked_scores.customer_id = named_sums.customer_id
        and ranked_scores.as_of_date = named_sums.as_of_date
        and ranked_scores.model_version = named_sums.model_version

),

reasons as (

    select * from named_reasons

    union all

    select * from other_reasons

)

select * from reasons
