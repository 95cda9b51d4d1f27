{#-
    What a killed build left behind must be gone: a reader who lists the tables would take it for one.
-#}
-- depends_on: {{ ref('rpt_customers_at_risk') }}
select
    table_schema,
    table_name

from information_schema.tables

where table_catalog = current_database()
    and table_name like '%\_\_dbt\_%' escape '\'
