{#-
    The bin of a value: 0 where it is unknown, else 1 more than the inner edges that lie below it, so that a value
    on an edge belongs to the lower bin.
-#}
{% macro bin_number(value, inner_edges) -%}
    case
        when {{ value }} is null then 0
        else 1 + len(list_filter({{ inner_edges }}, lambda inner_edge: {{ value }} > inner_edge))
    end
{%- endmacro %}

{#-
    A bin's share of the rows, with half a row added to every bin: no share is 0, so that every logarithm exists.
-#}
{% macro smoothed_share(row_count, total_count, bin_count) -%}
    (({{ row_count }} + 0.5) / ({{ total_count }} + 0.5 * {{ bin_count }}))
{%- endmacro %}

{#-
    What one bin adds to the population stability index of `share` against `reference`. The sum over bins is
    0 for equal shares, and about the square of a shift in standard deviations.
-#}
{% macro stability_part(share, reference) -%}
    (({{ share }} - {{ reference }}) * ln({{ share }} / {{ reference }}))
{%- endmacro %}

{#-
    What one bin adds to the chi-square statistic, before it is brought to the sizes of the samples. A bin that
    is nearly empty in the reference weighs as one of half a percent: a single row must not decide.
-#}
{% macro chi_square_part(share, reference) -%}
    (power({{ share }} - {{ reference }}, 2) / greatest({{ reference }}, 0.005))
{%- endmacro %}

{#-
    The chance of a chi-square statistic at least this large (Wilson and Hilferty 1931: its cube root is nearly
    normal; the tail after Abramowitz and Stegun, 26.2.17).
-#}
{% macro chi_square_p(statistic, degrees) -%}
    {%- set spread = "(2.0 / (9 * " ~ degrees ~ "))" -%}
    {%- set root = "cbrt(" ~ statistic ~ " / " ~ degrees ~ ")" -%}
    {%- set z = "((" ~ root ~ " - 1 + " ~ spread ~ ") / sqrt(" ~ spread ~ "))" -%}
    {%- set t = "(1 / (1 + 0.2316419 * abs(" ~ z ~ ")))" -%}
    {%- set tail -%}
    exp(-power({{ z }}, 2) / 2) * 0.3989422804014327 * {{ t }} * (
        0.319381530 + {{ t }} * (-0.356563782 + {{ t }} * (
            1.781477937 + {{ t }} * (-1.821255978 + {{ t }} * 1.330274429)
        ))
    )
    {%- endset -%}
    (case when {{ z }} > 0 then {{ tail }} else 1 - {{ tail }} end)
{%- endmacro %}
