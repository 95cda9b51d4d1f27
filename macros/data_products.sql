{#-
    Every table of the project, from dbt's own graph: nobody keeps this list by hand. While dbt parses
    there is no graph yet, and so no table.
-#}
{% macro data_products() %}
    {%- if execute and 'nodes' not in graph -%}
        {%- do exceptions.raise_compiler_error(
            'A run with a manifest of its own has no graph: call manifest.build_flat_graph() before it.'
        ) -%}
    {%- endif -%}
    {%- set products, test_counts, consumers = [], {}, {} -%}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- set exposures = graph.exposures.values() if execute else [] -%}

    {%- for test in nodes | selectattr('resource_type', 'equalto', 'test') -%}
        {%- for parent in test.depends_on.nodes | unique -%}
            {%- do test_counts.update({parent: test_counts.get(parent, 0) + 1}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for exposure in exposures | sort(attribute='name') -%}
        {%- for parent in exposure.depends_on.nodes -%}
            {%- do consumers.setdefault(parent, []).append(exposure.name) -%}
        {%- endfor -%}
    {%- endfor -%}

    {%- for node in nodes | selectattr('resource_type', 'in', ['model', 'seed'])
        | sort(attribute='name') -%}
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
            'test_count': test_counts.get(node.unique_id, 0),
            'pii_columns': personal | sort | join(', '),
            'consumers': consumers.get(node.unique_id, []) | join(', '),
        }) -%}
    {%- endfor -%}
    {{ return(products) }}
{% endmacro %}
