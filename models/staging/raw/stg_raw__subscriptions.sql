with

source as (

    select * from {{ source('raw', 'subscriptions') }}

),

renamed as (

    select
        ---------- ids
        source.subscription_id,
        source.customer_id,

        ---------- strings
        source.plan_name,
        lower(source.billing_period) as billing_period,

        ---------- numerics
        source.mrr_usd,
        source.seat_count,

        ---------- dates
        source.renews_on,

        ---------- timestamps
        source.started_at,
        source.cancelled_at,
        source.ended_at,
        coalesce(source.recorded_at, source.started_at) as recorded_at,

        ---------- quality
        source.malformed_column,
        cast(to_json(source.source_row) as varchar) as source_row

    from source

)

select * from renamed
