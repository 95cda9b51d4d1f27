with

new_scores as (

    select *

    from {{ ref('ml_scores_ranked') }}

    where model_role = 'champion'

),

rescored as (

    select *

    from {{ ref('ml_churn_scores') }}

    where is_rescoring

),

-- A build that was killed may have recorded dates that are scored again now: they count once.
last_recorded as (

    select *

    from {{ ref('stg_feedback__newest_scores') }}

    where model_role = 'champion'
        and as_of_date < (select min(new_scores.as_of_date) from new_scores)

),

champion_scores as (

    select
        customer_id,
        as_of_date,
        model_version,
        churn_probability,
        risk_tier

    from new_scores

    union all by name

    select * exclude (model_role) from last_recorded

),

date_pairs as (

    select
        as_of_date,
        lag(as_of_date) over (order by as_of_date) as previous_date

    from champion_scores

    group by 1

),

paired as (

    select
        new_scores.customer_id,
        new_scores.as_of_date,
        new_scores.model_version,
        past_scores.as_of_date as previous_date,
        past_scores.model_version as previous_model_version,
        past_scores.churn_probability as previous_churn_probability,
        past_scores.risk_tier as previous_risk_tier,
        case
            when past_scores.model_version = new_scores.model_version
                then past_scores.churn_probability
            else rescored.churn_probability
        end as previous_rescored_probability

    from new_scores

    inner join date_pairs
        on new_scores.as_of_date = date_pairs.as_of_date

    inner join champion_scores as past_scores
        on new_scores.customer_id = past_scores.customer_id
        and date_pairs.previous_date = past_scores.as_of_date

    left join rescored
        on new_scores.customer_id = rescored.customer_id
        and new_scores.model_version = rescored.model_version
        and date_pairs.previous_date = rescored.as_of_date

)

select * from paired
