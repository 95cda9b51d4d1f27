with

weeks as (

    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_weekly

),

-- Each row counts in the week in which it became known.
judged as (
    {% for source_table, happened_at in [
        ('subscriptions', 'started_at'), ('invoices', 'issued_at'), ('support_tickets', 'opened_at'),
    ] %}
    select
        '{{ source_table }}' as subject,
        {{ happened_at }} as happened_at,
        recorded_at,
        disposition,
        {{ week_ends_on('greatest(' ~ happened_at ~ ', recorded_at)') }} as as_of_date

    from {{ ref('int_' ~ source_table ~ '_judged') }}

    where disposition != 'deduplicated'
    {{ "union all" if not loop.last }}
    {% endfor %}
),

counted as (

    select
        subject,
        as_of_date,
        count(*) as known_count,
        count(*) filter (where disposition = 'quarantined') as quarantined_count,
        count(*) filter (where happened_at >= as_of_date - 7) as fresh_count,
        max(happened_at) filter (where disposition = 'loaded') as newest_at,
        quantile_disc(date_diff('day', happened_at, recorded_at), 0.75)
        filter (where disposition = 'loaded') as delay_days

    from judged

    group by 1, 2

),

subjects as (

    select distinct subject from counted

),

filled as (

    select
        subjects.subject,
        weeks.as_of_date,
        counted.known_count,
        counted.quarantined_count,
        coalesce(counted.fresh_count, 0) as fresh_count,
        -- A row that comes late is as old as a source that brings none.
        greatest(
            counted.delay_days,
            weeks.as_of_date - 1 - cast(max(counted.newest_at) over so_far as date)
        ) as age_days

    from weeks

    cross join subjects

    left join counted
        on subjects.subject = counted.subject
        and weeks.as_of_date = counted.as_of_date

    window so_far as (partition by subjects.subject order by weeks.as_of_date)

)

select * from filled
