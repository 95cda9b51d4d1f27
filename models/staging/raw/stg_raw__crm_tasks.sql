with

source as (

    select * from {{ source('raw', 'crm_tasks') }}

),

renamed as (

    select
        ---------- ids
        source.task_id,
        source.customer_id,

        ---------- strings
        lower(source.status) as task_status,
        lower(source.disposition) as task_disposition,
        lower(source.team) as team,
        source.payload_hash,

        ---------- booleans
        source.was_reason_helpful,

        ---------- dates
        source.due_on as due_on_date,

        ---------- timestamps
        source.created_at,
        source.completed_at,
        coalesce(source.recorded_at, source.created_at) as recorded_at,

        ---------- quality
        source.malformed_column,
        cast(to_json(source.source_row) as varchar) as source_row

    from source

)

select * from renamed
