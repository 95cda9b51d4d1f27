with

requests as (

    select * from {{ ref('requested_retrainings') }}

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

trainings as (

    select as_of_date

    from {{ ref('fct_retraining_decisions') }}

    where decision = 'train'

),

-- A request is answered by the first training that could know of its approval.
answered as (

    select
        requests.request_id,
        requests.requested_by,
        requests.requested_on,
        requests.reason,
        requests.approved_by,
        requests.approved_on,
        min(trainings.as_of_date) as trained_as_of_date

    from requests

    left join trainings
        on requests.approved_on < trainings.as_of_date

    group by all

),

judged as (

    select
        answered.*,
        case
            when answered.trained_as_of_date is not null then 'trained'
            when answered.approved_on < newest.as_of_date then 'approved'
            else 'awaits approval'
        end as request_state

    from answered

    cross join newest

)

select * from judged
