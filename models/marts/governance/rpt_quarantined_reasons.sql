with

quarantined as (

    select * from {{ ref('fct_quarantined_rows') }}

),

-- The rows themselves hold personal data and stay in the warehouse.
counted as (

    select
        source_table,
        reason,
        count(*) as row_count,
        min(recorded_at) as first_recorded_at,
        max(recorded_at) as last_recorded_at

    from quarantined

    group by 1, 2

)

select * from counted
