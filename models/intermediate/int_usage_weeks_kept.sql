with

binned as (

    select max(visible_on) as binned_by

    from {{ ref('stg_feedback__binned_weeks') }}

),

read_weeks as (

    select
        events_read.recorded_by,
        sum(events_read.row_count) as read_count,
        bit_xor(events_read.rows_hash) as rows_hash

    from {{ ref('int_usage_events_read') }} as events_read

    inner join binned
        on events_read.recorded_by <= binned.binned_by

    group by 1

),

judged_weeks as (

    select judged.*

    from {{ ref('stg_feedback__judged_weeks') }} as judged

    inner join binned
        on judged.recorded_by <= binned.binned_by

),

-- A row that came, went or was edited since then, stamped with a week that was judged already.
changed as (

    select count(*) as changed_count

    from read_weeks

    full outer join judged_weeks
        on read_weeks.recorded_by = judged_weeks.recorded_by

    where read_weeks.read_count is distinct from judged_weeks.read_count
        or read_weeks.rows_hash is distinct from judged_weeks.rows_hash

),

kept as (

    select judged_weeks.*

    from judged_weeks

    inner join changed
        on changed.changed_count = 0

)

select * from kept
