with

previous_rows as (

    {{ previous_run('intermediate', 'int_usage_weekly', {
        'visible_on': 'date',
    }, is_recorded=false) }}

),

binned as (

    select distinct visible_on from previous_rows

)

select * from binned
