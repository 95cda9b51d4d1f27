with

source as (

    select * from {{ source('raw', 'support_tickets') }}

),

renamed as (

    select
        ---------- ids
        source.ticket_id,
        source.customer_id,

        ---------- strings
        lower(source.priority) as priority,
        lower(source.category) as category,

        ---------- numerics
        source.satisfaction_score,

        ---------- timestamps
        source.opened_at,
        source.first_responded_at,
        source.resolved_at,
        coalesce(source.recorded_at, source.opened_at) as recorded_at,

        ---------- quality
        source.malformed_column,
        cast(to_json(source.source_row) as varchar) as source_row

    from source

)

select * from renamed
