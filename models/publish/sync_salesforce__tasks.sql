with

tasks as (

    select * from {{ ref('rpt_tasks_due') }}

),

held_tasks as (

    select * from {{ loaded(ref('int_crm_tasks_judged')) }}

),

hashed as (

    select
        tasks.*,
        {{ row_hash('tasks') }} as payload_hash

    from tasks

),

-- What the CRM holds with the same text needs nothing, and what is done there is left alone.
differing as (

    select hashed.*

    from hashed

    left join held_tasks
        on hashed.task_id = held_tasks.task_id

    where held_tasks.task_id is null
        or (held_tasks.completed_at is null and held_tasks.payload_hash != hashed.payload_hash)

)

select * from differing
