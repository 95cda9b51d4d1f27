with

source as (

    select * from {{ source('raw', 'campaign_members') }}

),

renamed as (

    select
        ---------- ids
        source.campaign_id,
        source.customer_id,

        ---------- strings
        lower(source.arm) as arm,

        ---------- numerics
        source.control_share,

        ---------- timestamps
        source.assigned_at,
        coalesce(source.recorded_at, source.assigned_at) as recorded_at,

        ---------- quality
        source.malformed_column,
        cast(to_json(source.source_row) as varchar) as source_row

    from source

)

select * from renamed
