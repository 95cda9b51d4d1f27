with

previous_rows as (

    {{ previous_run('intermediate', 'int_usage_events_counted', {
        'recorded_by': 'date',
        'read_count': 'bigint',
        'rows_hash': 'ubigint',
        'loaded_count': 'bigint',
    }, is_recorded=false) }}

),

kept as (

    select * from previous_rows

)

select * from kept
