with

read_weeks as (

    select
        recorded_by,
        cast(sum(row_count) as bigint) as read_count,
        bit_xor(rows_hash) as rows_hash

    from {{ ref('int_usage_events_read') }}

    group by 1

),

weeks_kept as (

    select * from {{ ref('int_usage_weeks_kept') }}

),

usage_events as (

    select * from {{ ref('int_usage_events_accepted') }}

),

loaded as (

    select
        {{ week_ends_on('recorded_at') }} as recorded_by,
        count(*) as loaded_count

    from usage_events

    where {{ is_unjudged('usage_events') }}

    group by 1

),

judged as (

    select
        read_weeks.recorded_by,
        read_weeks.read_count,
        read_weeks.rows_hash,
        coalesce(loaded.loaded_count, 0) as loaded_count

    from read_weeks

    left join loaded
        on read_weeks.recorded_by = loaded.recorded_by

    anti join weeks_kept
        on read_weeks.recorded_by = weeks_kept.recorded_by

),

counted as (

    select * from weeks_kept

    union all by name

    select * from judged

)

select * from counted
