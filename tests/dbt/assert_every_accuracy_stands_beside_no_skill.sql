-- At 12% churn "nobody churns" is 88% accurate: an accuracy, or a precision, alone says nothing.
with

model_metrics as (

    select
        model_version,
        metric_name,
        metric_value,
        no_skill_value

    from {{ ref('fct_model_metrics') }}

),

matured_performance as (

    select
        model_version,
        metric_name,
        metric_value,
        no_skill_value

    from {{ ref('fct_matured_performance') }}

),

published as (

    select * from model_metrics

    union all

    select * from matured_performance

)

select * from published
where metric_name in (
        'accuracy', 'average_precision', 'precision_at_capacity', 'f1_at_capacity', 'roc_auc'
    )
    and metric_value is not null
    and no_skill_value is null
