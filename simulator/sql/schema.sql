create table customers (
    customer_id varchar,
    customer_name varchar,
    signed_up_at timestamp,
    industry varchar,
    region varchar,
    employee_count integer,
    account_owner_email varchar,
    recorded_at timestamp
);

create table subscriptions (
    subscription_id varchar,
    customer_id varchar,
    plan_name varchar,
    billing_period varchar,
    mrr_usd decimal(12, 2),
    seat_count integer,
    started_at timestamp,
    renews_on date,
    cancelled_at timestamp,
    ended_at timestamp,
    recorded_at timestamp
);

create table invoices (
    invoice_id varchar,
    customer_id varchar,
    issued_at timestamp,
    due_on date,
    amount_usd decimal(12, 2),
    paid_at timestamp,
    status varchar,
    recorded_at timestamp
);

create table support_tickets (
    ticket_id varchar,
    customer_id varchar,
    opened_at timestamp,
    priority varchar,
    category varchar,
    first_responded_at timestamp,
    resolved_at timestamp,
    satisfaction_score integer,
    recorded_at timestamp
);

create table crm_tasks (
    task_id varchar,
    customer_id varchar,
    created_at timestamp,
    status varchar,
    completed_at timestamp,
    disposition varchar,
    was_reason_helpful boolean,
    team varchar,
    due_on date,
    recorded_at timestamp
);

create table campaign_members (
    campaign_id varchar,
    customer_id varchar,
    arm varchar,
    assigned_at timestamp,
    control_share double,
    recorded_at timestamp
);

create table truth_churn_probability (
    customer_id varchar,
    as_of_date date,
    churn_probability_30d double
);

create table truth_churn_causes (
    customer_id varchar,
    ended_on date,
    cause varchar,
    episode_started_on date,
    cancelled_on date
);

create table truth_campaign_effects (
    customer_id varchar,
    campaign varchar,
    arm varchar,
    segment varchar,
    enrolled_at timestamp,
    hazard_multiplier double
);

create table truth_defects (
    source_table varchar,
    row_id varchar,
    defect varchar
);
