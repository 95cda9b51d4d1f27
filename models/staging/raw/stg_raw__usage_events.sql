with

source as (

    select * from {{ source('raw', 'usage_events') }}

),

renamed as (

    select
        ---------- ids
        source.event_id,
        source.customer_id,
        source.user_id,

        ---------- strings
        lower(source.event_name) as event_name,

        ---------- timestamps
        source.occurred_at,
        coalesce(source.recorded_at, source.occurred_at) as recorded_at,
        -- As it stands in the file: DuckDB skips what a filter on one column leaves out.
        source.recorded_at as source_recorded_at,

        ---------- quality
        source.malformed_column,
        -- Writing millions of rows as text takes longer than all else: left to those rejected.
        source.source_row,
        source.source_hash

    from source

)

select * from renamed
