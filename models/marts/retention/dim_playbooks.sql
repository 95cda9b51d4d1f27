with

playbooks as (

    select * from {{ ref('playbooks') }}

),

described as (

    select
        playbook_id,
        playbook_name,
        team,
        what_to_do

    from playbooks

)

select * from described
