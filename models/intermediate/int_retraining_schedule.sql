with

weekly_dates as (

    select as_of_date

    from {{ ref('int_as_of_dates') }}

    where is_weekly

),

versions as (

    select * from {{ ref('stg_feedback__model_versions') }}

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

last_training as (

    select max(trained_as_of_date) as last_trained_date from versions

),

-- A new warehouse replays history; after that a training falls due at its cadence, and a build that
-- comes late makes up for every date that it missed.
cadence as (

    select
        last_training.last_trained_date is null as is_replay,
        coalesce(
            last_training.last_trained_date, {{ week_ends_on('bounds.replay_from_date - 1') }}
        ) as first_date

    from bounds

    cross join last_training

),

due_dates as (

    select
        weekly_dates.as_of_date as trained_as_of_date,
        cadence.is_replay

    from weekly_dates

    cross join cadence

    where (weekly_dates.as_of_date - cadence.first_date) % {{ 7 * var('training_every_weeks') }} = 0
        and (
            weekly_dates.as_of_date > cadence.first_date
            or (cadence.is_replay and weekly_dates.as_of_date = cadence.first_date)
        )

),

scheduled as (

    select
        trained_as_of_date,
        trained_as_of_date - {{
            7 * (var('training_weeks') + var('validation_weeks') + var('holdout_weeks'))
            + 3 * var('horizon_days') + var('grace_days') + 1
        }} as rows_from_date,
        case when is_replay then 'replay of history' else 'cadence' end as reason

    from due_dates

    where {{ training_mode() != 'never' }}

)

select * from scheduled
