with

movements as (

    select * from {{ ref('fct_mrr_movements') }}

),

summed as (

    select
        month_starts_on,
        count(*) filter (where is_served_at_start) as customer_count,
        count(*) filter (where movement = 'churned') as churned_count,
        sum(opening_mrr_usd) as opening_mrr_usd,
        sum(churned_mrr_usd) as churned_mrr_usd,
        sum(churned_mrr_usd + contracted_mrr_usd) as lost_mrr_usd,
        sum(churned_mrr_usd + contracted_mrr_usd + expanded_mrr_usd) as changed_mrr_usd

    from movements

    group by 1

),

-- Who comes and goes within the month, or comes back, is in no rate: only whom it opened with.
measured as (

    {% for metric, value in {
        'logo_churn_rate': 'churned_count / nullif(customer_count, 0)',
        'mrr_churn_rate': '-churned_mrr_usd / nullif(opening_mrr_usd, 0)',
        'gross_mrr_retention': '1 + lost_mrr_usd / nullif(opening_mrr_usd, 0)',
        'net_mrr_retention': '1 + changed_mrr_usd / nullif(opening_mrr_usd, 0)',
    }.items() -%}
    select
        month_starts_on,
        '{{ metric }}' as metric_name,
        customer_count,
        churned_count,
        opening_mrr_usd,
        {{ value }} as metric_value

    from summed
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

-- Wilson's interval, for the one metric that is a share of customers: how far chance alone swings.
bounded as (

    select
        month_starts_on,
        metric_name,
        customer_count,
        churned_count,
        cast(opening_mrr_usd as decimal(18, 2)) as opening_mrr_usd,
        round(metric_value, 6) as metric_value,
        case
            when metric_name = 'logo_churn_rate'
                then {{ wilson_bound('metric_value', 'customer_count', '-') }}
        end as ci_low,
        case
            when metric_name = 'logo_churn_rate'
                then {{ wilson_bound('metric_value', 'customer_count', '+') }}
        end as ci_high

    from measured

    where metric_value is not null

)

select * from bounded
