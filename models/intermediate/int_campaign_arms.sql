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

-- Arms of this very run have no outcome yet: those of the runs before it are enough.
assigned as (

    select
        'policy:' || retention_policy as policy,
        customer_id,
        stratum,
        arm,
        control_share,
        churn_probability,
        mrr_usd,
        assigned_on_date

    from assignments

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
