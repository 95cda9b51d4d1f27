{#-
    The value of the feature that a row names, as a double: a look-up by name over the columns of one table.
-#}
{% macro feature_value(feature_name, table) -%}
    case {{ feature_name }}
        {%- for feature in feature_names() %}
        when '{{ feature }}' then cast({{ table }}.{{ feature }} as double)
        {%- endfor %}
    end
{%- endmacro %}

{#-
    A rule of seeds/risk_rules.csv is met at its threshold or beyond; an unknown value meets none.
-#}
{% macro is_rule_met(value, comparison, threshold) -%}
    case {{ comparison }}
        when 'at_least' then {{ value }} >= {{ threshold }}
        when 'at_most' then {{ value }} <= {{ threshold }}
    end
{%- endmacro %}
