{#-
    What people see are the champion's scores: with two champions they see both. That there is one at all is asked
    by assert_the_newest_scores_have_a_champion.
-#}
select
    as_of_date,
    count(distinct model_version) as champion_count

from {{ ref('fct_churn_scores') }}

where model_role = 'champion'

group by 1

having champion_count > 1
