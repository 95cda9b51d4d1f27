-- A publication of `customers` customers that nobody has, as quickly as DuckDB can write rows.
-- Eight in ten are at high risk; numbers come from hashes of the row, so that every run has the same.
create table manifest as
select '20260601T060000000000Z-made' as run_id, '2026-06-01 06:00:00' as published_at,
    null::varchar as git_commit, '2026-06-01' as as_of_date, 'logistic-b' as model_version,
    '1.11' as dbt_version, '143 tests in this run, none failed before publication' as test_results,
    made.table_name, 1 as row_count, md5(made.table_name) as content_hash
from (values ('rpt_customers_at_risk'), ('fct_churn_scores')) as made(table_name);

create table dim_champions as
select * from (values
    ('logistic-a', 'logistic', date '2026-03-02', date '2026-03-02'),
    ('logistic-b', 'logistic', date '2026-05-18', date '2026-05-18')
) as made(model_version, algorithm, trained_as_of_date, champion_from_date)
cross join (select '{"horizon_days": 30, "capacity_share": 0.1}' as parameters);

create table dim_model_versions as
select *, date '2026-05-18' as trained_as_of_date, 'It is the simplest of the best.' as reason
from (values
    ('no_skill-b', 'no_skill', 'baseline', 0), ('rule-b', 'rule', 'baseline', 1),
    ('logistic-b', 'logistic', 'champion', 2), ('xgboost-b', 'xgboost', 'challenger', 3)
) as made(model_version, algorithm, stage, rung);

create table dim_features as
select * from (values
    ('login_count_30d', 'usage', 'count'), ('seats_used_share_28d', 'usage', 'percent'),
    ('mrr_per_seat_usd', 'billing', 'usd'), ('has_annual_billing', 'contract', 'yes_no'),
    ('mean_resolution_hours_90d', 'support', 'hours'), ('days_until_renewal', 'contract', 'days')
) as made(feature_name, family, unit);

create table dim_playbooks as
select 're_engage_users' as playbook_id, 'Bring people back' as playbook_name,
    'customer_success' as team, 'Call the main user.' as what_to_do;

create table weeks as
select date '2026-06-01' - (7 * weeks_ago)::integer as as_of_date, weeks_ago
from range(27) as made(weeks_ago);

create table rpt_customers_at_risk as
with numbered as (
    select number, hash(number) as h, 'C' || lpad(number::varchar, 6, '0') as customer_id
    from range(getvariable('customers')) as made(number)
)

select customer_id, date '2026-06-01' as as_of_date,
    case when number % 10 < 9 then 'logistic-b' end as model_version,
    ['Copper', 'Maple', 'Harbor', 'Granite', 'Willow'][(h % 5 + 1)::integer] || ' '
        || ['Point', 'Brook', 'Field', 'Ridge'][(h // 5 % 4 + 1)::integer] || ' ' || number
        as customer_name,
    'owner-' || (h // 7 % 9) || '@streamflow.example' as account_owner_email,
    ['retail', 'media', 'finance'][(h // 11 % 3 + 1)::integer] as industry,
    ['europe', 'asia_pacific'][(h // 13 % 2 + 1)::integer] as region,
    ['small', 'medium', 'large'][(h // 17 % 3 + 1)::integer] as company_size,
    ['starter', 'business'][(h // 19 % 2 + 1)::integer] as plan_name,
    ['below 3 months', 'over a year'][(h // 23 % 2 + 1)::integer] as tenure_band,
    case when number % 10 < 8 then 'high' when number % 10 = 8 then 'low' end as risk_tier,
    case when number % 10 = 9 then 'notice_given' end as suppressed_reason,
    case when number % 10 < 9 then 're_engage_users' end as playbook_id,
    case when number % 10 < 9 then (h // 29 % 1000) / 1000 end as churn_probability,
    case when number % 10 < 9 then (h // 31 % 400)::double / 10 - 20 end as change_pp,
    case when number % 10 < 9 then '+4 points. Logins in 30 days: only 2.' end as change_text,
    (100 + h // 37 % 5000)::decimal(18, 2) as mrr_usd,
    case when number % 10 < 9 then (100000 - number)::decimal(18, 2) / 10 end
        as expected_mrr_loss_usd,
    (h // 41 % 366)::bigint as days_until_renewal,
    number % 10 < 2 as has_crossed_up,
    row_number() over (order by number % 10 = 9, number) as money_rank
from numbered;

create table fct_churn_scores as
select customer_id, weeks.as_of_date, 'champion' as model_role,
    case when weeks_ago < 3 then 'logistic-b' else 'logistic-a' end as model_version,
    (hash(customer_id, weeks_ago) % 1000) / 1000 as churn_probability
from rpt_customers_at_risk cross join weeks
where risk_tier is not null;

create table fct_churn_score_reasons as
select customer_id, as_of_date, model_version, feature_name, reason_rank::integer as reason_rank,
    '2' as value_display, 6.25 - reason_rank as contribution_pp, 'up' as direction,
    15.5 as retained_peer_median, -4.0 as change_vs_90d,
    feature_name || ': only 2; customers who stay have 15.5.' as reason_text,
    reason_rank < 3 as is_actionable
from rpt_customers_at_risk
cross join (select feature_name, row_number() over (order by feature_name) as reason_rank
    from dim_features)
where risk_tier is not null
    and (hash(customer_id, feature_name) % 2 = 0 or feature_name = 'login_count_30d');

create table fct_score_changes as
select customer_id, as_of_date, date '2026-05-25' as previous_date,
    change_pp - 1 as customer_change_pp, 1.0 as model_change_pp
from rpt_customers_at_risk where risk_tier is not null;

create table fct_reason_changes as
select customer_id, as_of_date, feature_name, 5.0 - reason_rank as moved_pp
from fct_churn_score_reasons;
