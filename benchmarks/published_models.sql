-- What the same publication says of its models and of its data.
create table fct_matured_performance as
select as_of_date as cohort_date, role.*, metric.*, 'all' as arm, 'all' as segment_name,
    metric_value - 0.1 as ci_low, metric_value + 0.1 as ci_high, 0.1 as no_skill_value,
    600 as row_count, 60 as positive_count
from weeks
cross join (values ('champion', 'logistic'), ('baseline', 'rule')) as role(model_role, algorithm)
cross join (values ('precision_at_capacity', 0.4), ('recall_at_capacity', 0.5))
    as metric(metric_name, metric_value)
where weeks_ago > 5;

create table fct_estimated_performance as
select as_of_date as cohort_date, 'champion' as model_role, metric_name, 0.4 as estimated_value,
    0.2 as ci_low, 0.6 as ci_high, case when weeks_ago > 5 then 0.38 end as realised_value,
    case when weeks_ago > 5 then true end as is_within_interval,
    as_of_date + 38 as matures_on_date
from weeks
cross join (values ('precision_at_capacity'), ('average_precision')) as metric(metric_name);

create table fct_calibration_bins as
select 'logistic-b' as model_version, 'holdout' as data_split, number as bin_number,
    number / 30 as mean_probability, number / 31 as churn_rate, 260 as row_count
from range(10) as made(number);

create table fct_model_metrics as
select model_version, 'holdout' as data_split, segment.*, metric_name, 0.8 as metric_value,
    0.7 as ci_low, 0.9 as ci_high, 500 as row_count, 50 as positive_count
from dim_model_versions
cross join (values ('all', 'all'), ('industry', 'retail'), ('company_size', 'small'))
    as segment(segment_name, segment_value)
cross join (values ('roc_auc'), ('average_precision'), ('lift_at_capacity'),
    ('expected_calibration_error')) as metric(metric_name);

create table fct_promotion_gates as
select model_version, gate_name, 0.8 as candidate_value, 0.7 as reference_value, 0.0 as threshold,
    gate_name != 'is_calibrated' as is_required, rung > 1 as has_passed, null::varchar as error
from dim_model_versions
cross join (values ('is_calibrated'), ('enough_positives')) as gate(gate_name);

create table fct_importance_shifts as
select 'logistic-b' as model_version, 'logistic-a' as previous_model_version, feature_name,
    row_number() over (order by feature_name) as importance_rank,
    row_number() over (order by feature_name desc) as previous_importance_rank,
    0.3 as importance_share, 0.25 as previous_importance_share, false as has_changed_direction
from dim_features;

create table fct_promotion_decisions as
select trained_as_of_date, 'promoted' as outcome, 'ladder' as decided_by,
    'Approved, and through every gate required of it.' as reason, model_version as champion_version
from dim_champions;

create table fct_retraining_decisions as
select as_of_date, if(weeks_ago % 4 = 2, 'train', 'hold') as decision, 'weekly' as reason,
    'A training is due every week.' as evidence
from weeks;

create table fct_alerts as
select * from (values
    ('volume_drop', 'usage_events', date '2026-05-25', null::date, 'critical', 'data_platform'),
    ('null_rise', 'billing', date '2026-03-02', date '2026-04-06', 'warning', 'data_science')
) as made(rule_name, subject, opened_on_date, closed_on_date, severity, owner)
cross join (select 'docs/runbooks/null_rise.md' as runbook, 'Rows: 1,830; usual 5,790.' as evidence);

create table fct_monitor_checks as
select rule_name, subject, as_of_date, rule_name = 'volume_drop' and weeks_ago < 2 as is_broken
from weeks cross join (values ('volume_drop', 'usage_events'), ('null_rise', 'billing'),
    ('null_rise', 'usage')) as rule(rule_name, subject);

create table fct_feature_drift as
select as_of_date, feature_name, hash(feature_name, weeks_ago) % 100 / 200 as
    population_stability_index, 0.2 as importance_share, hash(feature_name) % 100 / 1000 as
    weighted_index, hash(feature_name) % 2 = 0 and weeks_ago < 2 as has_drifted
from weeks cross join dim_features;

create table fct_score_drift as
select as_of_date, hash(weeks_ago) % 100 / 500 as population_stability_index, false as has_drifted
from weeks;

drop table weeks;
