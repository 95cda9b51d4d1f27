{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget_unjudged() }}'
) }}

with

checked as (

    select * from {{ ref('int_usage_events_checked') }}

),

suspected as (

    select
        * exclude (may_repeat),
        {{ fingerprint(['customer_id', 'user_id', 'event_name', 'occurred_at']) }} as fingerprint

    from checked

    where broken_rule is not null or may_repeat

),

-- A row without an id is no repetition of another one.
compared as (

    select
        *,
        event_id is null or row_number() over seen = 1 as is_first_seen,
        not is_first_seen and fingerprint = first_value(fingerprint) over seen as is_copy

    from suspected

    window seen as (
        partition by event_id order by recorded_at, fingerprint, malformed_column nulls first
    )

),

reasoned as (

    select
        *,
        coalesce(
            broken_rule,
            case
                when not is_first_seen and not is_copy then 'event_id repeats with other values'
            end
        ) as reason

    from compared

),

judged as (

    select
        event_id,
        customer_id,
        user_id,
        event_name,
        occurred_at,
        recorded_at,
        reason,
        case when reason is not null then cast(to_json(source_row) as varchar) end as source_row,
        {{ disposition('reason') }} as disposition

    from reasoned

    {% if is_incremental() -%}
    -- A row that was loaded and had no copy until now; of all others it is known what became.
    where not is_recalled
        or event_id not in (
            select recorded.event_id from {{ this }} as recorded
            where recorded.event_id is not null
        )
    {%- endif %}

)

select * from judged
