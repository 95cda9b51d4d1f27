with

evaluations as (

    select * from {{ ref('ml_uplift_evaluations') }}

),

judged as (

    select * from evaluations

)

select * from judged
