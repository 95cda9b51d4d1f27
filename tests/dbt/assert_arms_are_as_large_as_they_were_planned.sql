-- Two-sided at 0.001 for each stratum, with continuity; fewer than five in an arm say nothing.
with

assignments as (

    select * from {{ ref('fct_retention_assignments') }}

),

counted as (

    select
        retention_policy,
        stratum,
        control_share,
        count(*) as customer_count,
        count(*) filter (where arm = 'control') as control_count,
        count(*) * control_share as planned_control_count

    from assignments

    group by 1, 2, 3

),

compared as (

    select
        *,
        (abs(control_count - planned_control_count) - 0.5)
        / sqrt(planned_control_count * (1 - control_share)) as distance

    from counted

    where planned_control_count >= 5 and customer_count - planned_control_count >= 5

)

select * from compared
where distance > 3.29053
