{#-
    Every table of the project, from dbt's own graph: nobody keeps this list by hand. While dbt parses
    there is no graph yet, and so no table.
-#}
{% macro data_products() %}
    {%- set products = [] -%}
    {%- set of_tables = graph.nodes.values() if execute else [] -%}
    {%- for node in of_tables | selectattr('resource_type', 'in', ['model', 'seed'])
        | sort(attribute='name') -%}
        {%- set tests = [] -%}
        {%- for test in of_tables | selectattr('resource_type', 'equalto', 'test')
            if node.unique_id in test.depends_on.nodes -%}
            {%- do tests.append(test.name) -%}
        {%- endfor -%}
        {%- set consumers = [] -%}
        {%- for exposure in graph.exposures.values()
            if node.unique_id in exposure.depends_on.nodes -%}
            {%- do consumers.append(exposure.name) -%}
        {%- endfor -%}
        {%- set personal = [] -%}
        {%- for column in node.columns.values() if column.config.get('meta', {}).get('pii') -%}
            {%- do personal.append(column.name) -%}
        {%- endfor -%}
        {%- do products.append({
            'table_name': node.name,
            'layer': node.schema,
            'kind': node.resource_type,
            'owner': node.group or '',
            'access': node.config.get('access') or 'protected',
            'is_contracted': node.contract.enforced if node.contract else false,
            'is_recorded': node.config.get('full_refresh') == false,
            'column_count': node.columns | length,
            'test_count': tests | length,
            'pii_columns': personal | sort | join(', '),
            'consumers': consumers | sort | join(', '),
        }) -%}
    {%- endfor -%}
    {{ return(products) }}
{% endmacro %}
