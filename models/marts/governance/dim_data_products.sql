{#- Read from dbt's graph as the run begins; it queries nothing. -#}
with

listed as (
    {% for product in data_products() %}
    select
        {{ quoted([product.table_name]) }} as table_name,
        {{ quoted([product.layer]) }} as layer,
        {{ quoted([product.kind]) }} as kind,
        {{ quoted([product.owner]) }} as owner_group,
        {{ quoted([product.access]) }} as access_level,
        {{ quoted([product.pii_columns]) }} as pii_columns,
        {{ quoted([product.consumers]) }} as consumers,
        {{ product.column_count }} as column_count,
        {{ product.test_count }} as test_count,
        {{ product.is_contracted | lower }} as is_contracted,
        {{ product.is_recorded | lower }} as is_recorded

    union all
    {% endfor %}
    select
        '' as table_name,
        '' as layer,
        '' as kind,
        '' as owner_group,
        '' as access_level,
        '' as pii_columns,
        '' as consumers,
        0 as column_count,
        0 as test_count,
        false as is_contracted,
        false as is_recorded

),

-- The last row only gives the types, for a project that is parsed and not yet run.
products as (

    select
        table_name,
        layer,
        kind,
        nullif(owner_group, '') as owner_group,
        access_level,
        nullif(pii_columns, '') as pii_columns,
        nullif(consumers, '') as consumers,
        cast(column_count as bigint) as column_count,
        cast(test_count as bigint) as test_count,
        is_contracted,
        is_recorded

    from listed

    where table_name != ''

)

select * from products
