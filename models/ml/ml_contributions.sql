with

scores as (

    select *

    from {{ ref('ml_scores_ranked') }}

    where has_reasons

),

named_reasons as (

    select * from {{ ref('ml_reasons_named') }}

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
        scores.customer_id,
        scores.as_of_date,
        scores.model_version,
        coalesce(named_sums.reason_count, 0) + 1 as reason_rank,
        'other' as feature_name,
        scores.raw_score - scores.base_raw_score - coalesce(named_sums.contribution, 0)
            as contribution,
        cast(null as varchar) as reason_template

    from scores

    left join named_sums
        on scores.customer_id = named_sums.customer_id
        and scores.as_of_date = named_sums.as_of_date
        and scores.model_version = named_sums.model_version

),

added_up as (

    select * from named_reasons

    union all

    select * from other_reasons

)

select * from added_up
