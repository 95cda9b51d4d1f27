{#-
    A feature that is not in the catalogue has no owner and no words; one that is not in the table would
    be promised and never used.
-#}
with

family_columns as (

    select
        column_name as feature_name,
        replace(table_name, 'feat_customer_', '') as family_name

    from information_schema.columns

    where table_catalog = current_database()
        and column_name not in ('customer_id', 'as_of_date')
        and table_schema || '.' || table_name in (
            {%- for family in ['usage', 'billing', 'support', 'contract'] %}
            '{{ ref('feat_customer_' ~ family).schema }}.feat_customer_{{ family }}'
            {{- "," if not loop.last }}
            {%- endfor %}
        )

)

select
    catalogue.feature_name as in_catalogue,
    family_columns.feature_name as in_table

from {{ ref('feature_catalog') }} as catalogue

full outer join family_columns
    on catalogue.feature_name = family_columns.feature_name
    and catalogue.family = family_columns.family_name

where catalogue.feature_name is null
    or family_columns.feature_name is null
