with

previous_rows as (

    {{ previous_run('retention', 'fct_retention_assignments', {
        'customer_id': 'varchar',
        'retention_policy': 'integer',
        'stratum': 'varchar',
        'arm': 'varchar',
        'salt_hash': 'varchar',
        'is_global_control': 'boolean',
        'control_share': 'double',
        'churn_probability': 'double',
        'mrr_usd': 'decimal(18,2)',
        'assigned_on_date': 'date',
    }) }}

),

kept as (

    select * from previous_rows

)

select * from kept
