import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from simulator.hazards import build_hazards
from simulator.parameters import BASE_NOTICE_RATE, CAMPAIGN_MULTIPLIER, PLANS
from simulator.population import Chunk, draw_population
from simulator.state import HEALTHY
from simulator.truth import true_probabilities

# Customers in service without notice, with what came of them within 30 days.
OUTCOMES = """
    select truth.churn_probability_30d, coalesce(bool_or(
        causes.ended_on > truth.as_of_date and causes.ended_on <= truth.as_of_date + 30
    ), false) as is_churned, any_value(truth.customer_id)
    from truth_churn_probability as truth
    left join truth_churn_causes as causes using (customer_id)
    where truth.as_of_date <= date '2026-06-01' - 30
    group by truth.customer_id, truth.as_of_date, truth.churn_probability_30d
    order by truth.customer_id, truth.as_of_date
"""


@pytest.fixture(scope="module")
def outcomes(ask):
    rows = ask(OUTCOMES)
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def test_even_the_true_probability_leaves_much_to_chance(outcomes):
    probability, is_churned = outcomes
    assert 0.80 <= roc_auc_score(is_churned, probability) <= 0.90


def test_the_true_probability_is_calibrated(outcomes):
    probability, is_churned = outcomes
    assert probability.mean() == pytest.approx(is_churned.mean(), rel=0.08)
    edges = np.quantile(probability, [0.5, 0.8, 0.9, 1.0])
    for low, high in zip(edges, edges[1:], strict=False):
        inside = (probability > low) & (probability <= high)
        assert probability[inside].mean() == pytest.approx(is_churned[inside].mean(), rel=0.2)


def test_probabilities_are_probabilities(outcomes):
    probability, _ = outcomes
    assert probability.min() >= 0
    assert 0.6 < probability.max() < 1


def test_the_population_is_in_service_without_notice_and_old_enough(ask):
    assert ask(
        """
        select count(*) from truth_churn_probability as truth
        where not exists (
            from spells
            where spells.customer_id = truth.customer_id
                and spells.started_at::date <= truth.as_of_date - 14
                and (spells.cancelled_at is null or spells.cancelled_at >= truth.as_of_date)
                and (spells.ended_at is null or spells.ended_at > truth.as_of_date)
        )
        """
    ) == [(0,)]
    assert ask("select count(*) from truth_churn_probability where isodow(as_of_date) <> 1") == [
        (0,)
    ]


def test_the_newest_as_of_date_has_its_truth(ask):
    assert ask("select max(as_of_date)::varchar from truth_churn_probability") == [("2026-06-01",)]


def test_declines_before_notice_last_twenty_to_a_hundred_and_twenty_days(ask):
    causes, shortest, median, longest = ask(
        """
        select count(distinct cause), min(days), median(days), max(days)
        from (
            select cause, cancelled_on - episode_started_on as days
            from truth_churn_causes where episode_started_on is not null
        )
        """
    )[0]
    assert causes == 5
    assert 20 <= shortest < 30 < median < 60 < longest <= 120


def test_every_service_that_ended_has_its_cause(ask):
    assert ask(
        """
        select count(*) from spells
        where ended_at is not null and (customer_id, ended_at::date) not in (
            select (customer_id, ended_on) from truth_churn_causes
        )
        """
    ) == [(0,)]


def test_the_campaign_is_randomised_and_its_effect_differs_by_segment(ask):
    rows = ask(
        """
        select segment, arm, count(*), min(hazard_multiplier), max(hazard_multiplier)
        from truth_campaign_effects group by all
        """
    )
    multipliers = dict(zip(PLANS, CAMPAIGN_MULTIPLIER, strict=True))
    for segment, arm, _, low, high in rows:
        assert low == high == (multipliers[segment] if arm == "treatment" else 1.0)
    treated = sum(row[2] for row in rows if row[1] == "treatment")
    assert treated / sum(row[2] for row in rows) == pytest.approx(0.5, abs=0.1)
    assert max(multipliers.values()) > 1 > min(multipliers.values())


def test_tasks_belong_to_the_treated_only(ask):
    assert ask(
        """
        select (select count(*) from crm_tasks), count(*)
        from truth_campaign_effects as effects
        inner join crm_tasks using (customer_id)
        where effects.arm = 'treatment' and crm_tasks.created_at = effects.enrolled_at
        """
    ) == ask("select count(*), count(*) from crm_tasks")


def test_both_arms_are_members_as_they_were_drawn(ask):
    assert ask(
        "select campaign_id, customer_id, arm, assigned_at from campaign_members order by all"
    ) == ask(
        "select campaign, customer_id, arm, enrolled_at from truth_campaign_effects order by all"
    )


def situation(**changes):
    """Return one healthy monthly customer with ten days left, or with what is changed."""
    columns = {
        "customer": 0, "day": 500, "cause": HEALTHY, "elapsed": 0, "cool_until": 0,
        "renewal": 510, "following": 540, "spell_day": 0, "contact": 1.0, "contact_until": 0,
        "renews_today": False,
    }  # fmt: skip
    return {name: np.array([value]) for name, value in {**columns, **changes}.items()}


@pytest.fixture(scope="module")
def chance():
    population = draw_population(Chunk(0, 0, 500), seed=7, customers=500, reference_days=728)
    monthly = int(np.flatnonzero(~population.is_annual)[0])
    annual = int(np.flatnonzero(population.is_annual)[0])
    hazards = build_hazards()

    def ask_for(*, is_annual=False, **changes):
        rows = situation(customer=annual if is_annual else monthly, **changes)
        return float(true_probabilities(rows, population, hazards=hazards)[0])

    return ask_for


def test_annual_customers_cannot_leave_before_their_renewal(chance):
    assert chance(is_annual=True, renewal=531) == 0
    assert chance(is_annual=True, renewal=530) > 0


def test_nobody_can_end_when_the_term_outlasts_the_horizon(chance):
    assert chance(renewal=531, following=561) == 0


def test_an_old_episode_is_riskier_than_health_and_a_call_scales_it(chance):
    ill = chance(cause=0, elapsed=45)
    assert ill > 3 * chance()
    assert chance(cause=0, elapsed=45, contact=0.5, contact_until=600) < ill


def test_a_healthy_customer_matches_the_closed_form(chance):
    """In a cool-down only the base hazard is left: one minus the product of staying."""
    hazards = build_hazards()
    population = draw_population(Chunk(0, 0, 500), seed=7, customers=500, reference_days=728)
    who = int(np.flatnonzero(~population.is_annual)[0])
    daily = BASE_NOTICE_RATE * population.frailty[who] * hazards.cycle[0][np.arange(10, 0, -1)]
    assert chance(cool_until=900) == pytest.approx(1 - np.prod(1 - daily), rel=1e-12)
