{#-
    The share of a contribution in the probability, in percentage points.

    The probability is g(raw_score), with g the calibrated logistic curve. Going from the base to the
    score on a straight line, feature i adds contribution_i x (g(raw) - g(base)) / (raw - base): the
    Aumann-Shapley value of g on the sum, exact, in the same order and of the same sign as the
    log-odds. Its limit: the curve is taken at the average slope of the whole way, so it is no Shapley
    value of the probability itself. Where the way has no length, the slope is that of the base.
-#}
{% macro percentage_points(contribution, score) -%}
    (
        {{ contribution }} * 100 * case
            when abs({{ score }}.raw_score - {{ score }}.base_raw_score) > 1e-7
                then ({{ score }}.churn_probability - {{ score }}.base_pp / 100)
                    / ({{ score }}.raw_score - {{ score }}.base_raw_score)
            else {{ score }}.calibration_slope * {{ score }}.churn_probability
                * (1 - {{ score }}.churn_probability)
        end
    )
{%- endmacro %}

{#-
    The calibrated logistic curve.
-#}
{% macro calibrated(raw_score, slope, intercept) -%}
    (1 / (1 + exp(-({{ slope }} * {{ raw_score }} + {{ intercept }}))))
{%- endmacro %}
