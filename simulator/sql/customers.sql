with

ranked as (

    select
        population.*,
        i + getvariable('first') as rank
    from population

),

placed as (

    select
        ranked.*,
        (rank * 10007 + getvariable('name_offset')) % (47 * 31 * 24) as place,
        rank // (47 * 31 * 24) as series,
        at_day(signup_day, signup_second) as signed_up_at
    from ranked

)

select
    customer_key(i) as customer_id,
    case
        when rank in (7, 19, 31) then getvariable('hostile_names')[(rank - 7) // 12 + 1]
        else concat_ws(
            ' ',
            getvariable('first_words')[place % 47 + 1],
            getvariable('second_words')[place // 47 % 31 + 1],
            getvariable('last_words')[place // (47 * 31) + 1],
            case when series > 0 then cast(series + 1 as varchar) end
        )
    end as customer_name,
    signed_up_at,
    getvariable('industries')[industry + 1] as industry,
    getvariable('regions')[region + 1] as region,
    cast(employees as integer) as employee_count,
    'owner-' || replace(getvariable('regions')[region + 1], '_', '-') || '-' || (rank % 4 + 1)
        || '@streamflow.example' as account_owner_email,
    signed_up_at + to_seconds(delivery_seconds(rank)) as recorded_at
from placed
where is_known(signed_up_at + to_seconds(delivery_seconds(rank)))
order by rank
