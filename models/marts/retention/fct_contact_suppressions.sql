with

customers as (

    select *

    from {{ ref('dim_customers') }}

    where is_in_service

),

featured as (

    select * from {{ ref('feat_customers') }}

),

assignments as (

    select *

    from {{ ref('fct_retention_assignments') }}

    where retention_policy = {{ var('retention_policy') }}

),

tasks as (

    select * from {{ loaded(ref('int_crm_tasks_judged')) }}

),

-- What the CRM says that people did, as known on the date of the list.
worked as (

    select
        customers.customer_id,
        max(cast(tasks.completed_at as date)) as last_contacted_on,
        bool_or(tasks.task_disposition in ({{ quoted(var('opted_out_dispositions')) }}))
            as has_opted_out

    from customers

    inner join tasks
        on customers.customer_id = tasks.customer_id
        and {{ known_by('tasks.completed_at', 'tasks.recorded_at', 'customers.as_of_date') }}

    group by 1

),

-- What lasts comes before what passes; of several reasons the first one is said.
reasoned as (

    select
        customers.customer_id,
        customers.as_of_date,
        assignments.arm,
        case
            when customers.ineligible_reason is not null then customers.ineligible_reason
            when worked.has_opted_out then 'opted_out'
            when assignments.arm = 'control' then 'control'
            when effects.harmed_segment is not null then 'contact_harms'
            when featured.open_severe_ticket_count > 0 then 'open_severe_ticket'
            when
                worked.last_contacted_on + {{ var('contact_effect_days') }} >= customers.as_of_date
                then 'contacted_recently'
        end as suppressed_reason

    from customers

    left join featured
        on customers.customer_id = featured.customer_id
        and customers.as_of_date = featured.as_of_date

    left join assignments
        on customers.customer_id = assignments.customer_id

    left join worked
        on customers.customer_id = worked.customer_id

    left join {{ ref('fct_expected_effects') }} as effects
        on customers.customer_id = effects.customer_id

)

select * from reasoned
