{#-
    One end of Wilson's 95% interval of a share, by `sign` - or +: unlike the usual one it stays between
    0 and 1, and is right for few customers.
-#}
{% macro wilson_bound(share, row_count, sign) -%}
    round((
        {{ share }} + 1.9208 / {{ row_count }} {{ sign }} 1.96 * sqrt(
            {{ share }} * (1 - {{ share }}) / {{ row_count }}
            + 0.9604 / ({{ row_count }} * {{ row_count }})
        )
    ) / (1 + 3.8416 / {{ row_count }}), 6)
{%- endmacro %}
