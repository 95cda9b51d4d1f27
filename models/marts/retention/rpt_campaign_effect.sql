with

effects as (

    select * from {{ ref('fct_campaign_effects') }}

),

-- Percentage points for people; what is above 0 was saved.
reported as (

    select
        policy,
        segment_name,
        segment_value,
        method,
        treatment_count,
        control_count,
        treatment_churned_count,
        control_churned_count,
        treatment_contacted_count,
        control_contacted_count,
        waiting_count,
        left_out_count,
        round(treatment_churn_rate, 6) as treatment_churn_rate,
        round(control_churn_rate, 6) as control_churn_rate,
        round(100.0 * difference, 4) as difference_pp,
        round(100.0 * ci_low, 4) as ci_low,
        round(100.0 * ci_high, 4) as ci_high,
        round(100.0 * always_valid_low, 4) as always_valid_low,
        round(100.0 * always_valid_high, 4) as always_valid_high,
        round(sample_ratio_p, 6) as sample_ratio_p,
        cast(ceil(number_needed_to_contact) as bigint) as number_needed_to_contact,
        saved_mrr_usd,
        saved_mrr_low_usd,
        saved_mrr_high_usd,
        round(100.0 * relative_effect, 2) as relative_effect_percent,
        round(100.0 * expected_relative_effect, 2) as expected_effect_percent,
        tells_apart,
        verdict

    from effects

)

select * from reported
