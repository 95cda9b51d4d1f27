{{ config(group="data_science") }}

{#-
    What people see are the champion's scores: without one they see nothing, with two they see both.
-#}
select
    trained_as_of_date,
    count(*) filter (where stage = 'champion') as champion_count

from {{ ref('ml_versions_in_use') }}

group by 1

having champion_count != 1
