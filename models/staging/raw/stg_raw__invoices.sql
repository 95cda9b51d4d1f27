with

source as (

    select * from {{ source('raw', 'invoices') }}

),

renamed as (

    select
        ---------- ids
        source.invoice_id,
        source.customer_id,

        ---------- strings
        lower(source.status) as invoice_status,

        ---------- numerics
        source.amount_usd,

        ---------- dates
        source.due_on,

        ---------- timestamps
        source.issued_at,
        source.paid_at,
        coalesce(source.recorded_at, source.issued_at) as recorded_at,

        ---------- quality
        source.malformed_column,
        cast(to_json(source.source_row) as varchar) as source_row

    from source

)

select * from renamed
