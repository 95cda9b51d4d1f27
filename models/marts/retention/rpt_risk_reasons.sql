with

scores as (

    select *

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'

),

newest as (

    select max(as_of_date) as as_of_date from scores

),

newest_scores as (

    select scores.*

    from scores

    inner join newest
        on scores.as_of_date = newest.as_of_date

),

reasons as (

    select *

    from {{ ref('fct_churn_score_reasons') }}

    where direction = 'up'
        and feature_name != 'other'

),

-- What somebody can act on comes first.
raising as (

    select
        newest_scores.customer_id,
        newest_scores.as_of_date,
        newest_scores.model_version,
        reasons.reason_text,
        reasons.is_actionable,
        reasons.playbook_id,
        row_number() over (
            partition by newest_scores.customer_id
            order by reasons.is_actionable desc, reasons.reason_rank asc
        ) as raising_rank

    from newest_scores

    inner join reasons
        on newest_scores.customer_id = reasons.customer_id
        and newest_scores.as_of_date = reasons.as_of_date
        and newest_scores.model_version = reasons.model_version

),

side_by_side as (

    select
        customer_id,
        as_of_date,
        model_version,
        max(reason_text) filter (where raising_rank = 1) as reason_1,
        max(reason_text) filter (where raising_rank = 2) as reason_2,
        max(reason_text) filter (where raising_rank = 3) as reason_3,
        arg_min(playbook_id, raising_rank) filter (where is_actionable) as playbook_id

    from raising

    group by 1, 2, 3

)

select * from side_by_side
