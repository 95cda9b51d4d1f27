with

-- What an earlier build decided and was killed before it had trained is still to be done.
decisions as (

    select
        as_of_date,
        decision,
        reason

    from {{ ref('int_retraining_decisions') }}

    union

    select
        as_of_date,
        decision,
        reason

    from {{ ref('stg_feedback__retraining_decisions') }}

),

last_training as (

    select max(trained_as_of_date) as last_trained_date from {{ ref('stg_feedback__trainings') }}

),

scheduled as (

    select
        decisions.as_of_date as trained_as_of_date,
        decisions.as_of_date - {{
            7 * (var('training_weeks') + var('validation_weeks') + var('holdout_weeks'))
            + 3 * var('horizon_days') + var('grace_days') + 1
        }} as rows_from_date,
        decisions.reason

    from decisions

    cross join last_training

    where decisions.decision = 'train'
        and (
            last_training.last_trained_date is null
            or decisions.as_of_date > last_training.last_trained_date
        )
        and {{ training_mode() != 'never' }}

)

select * from scheduled
