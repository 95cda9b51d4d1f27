with

dates as (

    select * from {{ ref('int_retraining_dates') }}

),

causes as (

    select * from {{ ref('int_retraining_causes') }}

),

-- A cause that came up since the last training is answered by the first decision after it, once.
answered as (

    select
        min(dates.as_of_date) as as_of_date,
        causes.cause_name,
        causes.calls_for_training,
        causes.evidence

    from causes

    inner join dates
        on causes.happened_on >= dates.last_trained_date
        and causes.happened_on < dates.as_of_date

    group by causes.cause_name, causes.calls_for_training, causes.evidence

),

cadence as (

    select
        as_of_date,
        case when is_replay then 'replay of history' else 'cadence' end as cause_name,
        is_due as calls_for_training,
        case
            when is_replay
                then 'History is replayed with a training every ' || every_weeks || ' weeks.'
            else
                'The last training was on ' || last_trained_date || ', '
                || (as_of_date - last_trained_date) // 7 || ' weeks before; one is due every '
                || every_weeks || '.'
        end as evidence

    from dates

),

reasons as (

    select
        *,
        1 as place

    from cadence

    union all

    select
        *,
        2 as place

    from answered

),

-- What does not call for training stands in the evidence, not among the reasons.
decided as (

    select
        as_of_date,
        case when bool_or(calls_for_training) then 'train' else 'hold' end as decision,
        coalesce(
            string_agg(
                distinct cause_name, ', ' order by cause_name
            ) filter (where calls_for_training), 'nothing calls for it'
        ) as reason,
        string_agg(evidence, ' ' order by place, cause_name, evidence) as evidence

    from reasons

    group by as_of_date

)

select * from decided
