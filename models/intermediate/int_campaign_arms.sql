with

newest as (

    select max(as_of_date) as newest_as_of_date from {{ ref('int_as_of_dates') }}

),

assignments as (

    select * from {{ ref('stg_feedback__assignments') }}

),

campaign_members as (

    select * from {{ loaded(ref('int_campaign_members_judged')) }}

),

-- Arms drawn on the newest date have no outcome yet. Without them a second build of a date ends as
-- the first did, which could not know them: they are drawn downstream.
assigned as (

    select
        'policy:' || assignments.retention_policy as policy,
        assignments.customer_id,
        assignments.stratum,
        assignments.arm,
        assignments.control_share,
        assignments.churn_probability,
        assignments.mrr_usd,
        assignments.assigned_on_date

    from assignments

    inner join newest
        on assignments.assigned_on_date < newest.newest_as_of_date

    union all

    select
        'campaign:' || campaign_members.campaign_id as policy,
        campaign_members.customer_id,
        'all' as stratum,
        campaign_members.arm,
        campaign_members.control_share,
        null as churn_probability,
        null as mrr_usd,
        cast(campaign_members.assigned_at as date) as assigned_on_date

    from campaign_members

    inner join newest
        on {{ known_by(
            'campaign_members.assigned_at', 'campaign_members.recorded_at',
            'newest.newest_as_of_date'
        ) }}

)

select * from assigned
