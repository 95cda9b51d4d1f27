with

source as (

    select * from {{ source('raw', 'customers') }}

),

renamed as (

    select
        ---------- ids
        source.customer_id,

        ---------- strings
        source.customer_name,
        source.industry,
        source.region,
        source.account_owner_email,

        ---------- numerics
        source.employee_count,

        ---------- timestamps
        source.signed_up_at,
        coalesce(source.recorded_at, source.signed_up_at) as recorded_at,

        ---------- quality
        source.malformed_column,
        cast(to_json(source.source_row) as varchar) as source_row

    from source

)

select * from renamed
