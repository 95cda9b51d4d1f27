with

lists as (

    select * from {{ ref('fct_contact_lists') }}

),

decisions as (

    select * from {{ ref('int_customer_decisions') }}

),

methods as (

    select
        method,
        min(as_of_date) + {{ var('lead_time_days') }} as first_judged_date,
        max(as_of_date) as newest_date

    from lists

    group by method

),

-- Only decisions that the lists had the whole time to be early for.
lost as (

    select
        methods.method,
        'lost' as outcome,
        decisions.customer_id,
        decisions.decided_on as judged_from_date,
        decisions.decided_on - min(lists.as_of_date) as lead_days

    from methods

    inner join decisions
        on decisions.decided_on between methods.first_judged_date and methods.newest_date

    left join lists
        on methods.method = lists.method
        and decisions.customer_id = lists.customer_id
        and decisions.decided_on >= lists.as_of_date
        and decisions.decided_on < lists.as_of_date + {{ var('lead_time_days') }}

    group by methods.method, decisions.customer_id, decisions.decided_on

),

first_listed as (

    select
        method,
        customer_id,
        min(as_of_date) as as_of_date

    from lists

    group by method, customer_id

),

-- Listed, and still there when the time was over: kept by somebody, or never about to leave.
stayed as (

    select
        first_listed.method,
        'stayed' as outcome,
        first_listed.customer_id,
        first_listed.as_of_date as judged_from_date,
        null as lead_days

    from first_listed

    inner join methods
        on first_listed.method = methods.method
        and methods.newest_date >= first_listed.as_of_date + {{ var('lead_time_days') }}

    anti join decisions
        on first_listed.customer_id = decisions.customer_id
        and decisions.decided_on >= first_listed.as_of_date
        and decisions.decided_on < first_listed.as_of_date + {{ var('lead_time_days') }}

),

judged as (

    select * from lost

    union all

    select * from stayed

)

select * from judged
