{#-
    How large a customer is, by its number of employees; unknown stays unknown.
-#}
{% macro company_size(employee_count) -%}
    case
        when {{ employee_count }} < 50 then 'small'
        when {{ employee_count }} < 500 then 'medium'
        when {{ employee_count }} >= 500 then 'large'
    end
{%- endmacro %}
