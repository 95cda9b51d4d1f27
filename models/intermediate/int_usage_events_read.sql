with

usage_events as (

    select * from {{ ref('stg_raw__usage_events') }}

),

-- The order of rows and files changes neither.
counted as (

    select
        {{ week_ends_on('recorded_at') }} as recorded_by,
        cast(occurred_at as date) as occurred_on,
        count(*) as row_count,
        bit_xor(source_hash) as rows_hash

    from usage_events

    group by 1, 2

)

select * from counted
