{#-
    A value as people write it, by its unit in seeds/feature_catalog.csv.
-#}
{% macro value_text(value, unit) -%}
    case
        when {{ value }} is null then 'unknown'
        when {{ unit }} = 'yes_no' then case when {{ value }} >= 0.5 then 'yes' else 'no' end
        when {{ unit }} = 'percent' then format('{:.0f}%', 100 * {{ value }})
        when {{ unit }} = 'times' then format('{:.2f} times', {{ value }})
        when {{ unit }} = 'usd' and {{ value }} < 0 then format('-${:,}', cast(-{{ value }} as bigint))
        when {{ unit }} = 'usd' then format('${:,}', cast({{ value }} as bigint))
        when {{ unit }} = 'days' and round({{ value }}) = 1 then '1 day'
        when {{ unit }} = 'days' then format('{:,} days', cast({{ value }} as bigint))
        when {{ unit }} = 'hours' and {{ value }} < 10 then format('{:.1f} hours', {{ value }})
        when {{ unit }} = 'hours' then format('{:,} hours', cast({{ value }} as bigint))
        when {{ value }} = round({{ value }}) then format('{:,}', cast({{ value }} as bigint))
        else format('{:.1f}', {{ value }})
    end
{%- endmacro %}

{#-
    The sentence of a reason, filled with the customer's own number and that of customers who stay. Where
    the latter is unknown, the part after the semicolon goes.
-#}
{% macro filled_template(template, value_text, peer_text) -%}
    replace(
        replace(
            case
                when {{ peer_text }} is null and contains({{ template }}, ';')
                    then split_part({{ template }}, ';', 1) || '.'
                else {{ template }}
            end,
            '{value}', {{ value_text }}
        ),
        '{peer}', coalesce({{ peer_text }}, '')
    )
{%- endmacro %}
