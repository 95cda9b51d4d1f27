with

weekly_dates as (

    select as_of_date

    from {{ ref('int_as_of_dates') }}

    where is_weekly

),

-- Decisions alone say what comes next, so that a build killed before or after its training decides
-- the same again.
decided as (

    select
        max(as_of_date) as last_decided_date,
        max(as_of_date) filter (where decision = 'train') as last_trained_date

    from {{ ref('stg_feedback__retraining_decisions') }}

),

-- The first training needs a week to learn from, the windows that judge it, a gap of one horizon
-- between each, and labels that have matured.
bounds as (

    select
        greatest(
            max(as_of_date) - {{ 7 * var('backfill_weeks') }},
            min(as_of_date) + {{
                7 * (1 + var('validation_weeks') + var('holdout_weeks'))
                + 3 * var('horizon_days') + var('grace_days') + 1
            }}
        ) as replay_from_date

    from weekly_dates

),

-- A new warehouse replays history; after that a training falls due at the cadence of live running.
cadence as (

    select
        decided.last_decided_date,
        decided.last_trained_date,
        decided.last_trained_date is null as is_replay,
        coalesce(
            decided.last_trained_date, {{ week_ends_on('bounds.replay_from_date - 1') }}
        ) as counted_from_date,
        case
            when decided.last_trained_date is null then {{ var('training_every_weeks') }}
            else {{ var('live_training_every_weeks') }}
        end as every_weeks

    from bounds

    cross join decided

),

-- A build that comes late makes up for every date that it missed.
undecided as (

    select
        weekly_dates.as_of_date,
        cadence.last_trained_date,
        cadence.is_replay,
        cadence.every_weeks,
        (weekly_dates.as_of_date - cadence.counted_from_date) % (7 * cadence.every_weeks) = 0
            as is_due

    from weekly_dates

    inner join cadence
        on weekly_dates.as_of_date >= cadence.counted_from_date

    where (cadence.is_replay or weekly_dates.as_of_date > cadence.last_decided_date)
        and {{ training_mode() != 'never' }}

)

select * from undecided
