import pytest

ALLOWED = {
    "plan_name": ("good_subscriptions", {"starter", "team", "business", "enterprise"}),
    "billing_period": ("good_subscriptions", {"monthly", "annual"}),
    "status": ("good_invoices", {"paid", "open", "failed", "refunded"}),
    "priority": ("good_tickets", {"low", "normal", "high", "urgent"}),
    "disposition": (
        "crm_tasks",
        {None, "reached_interested", "reached_not_interested", "no_answer", "wrong_contact"},
    ),
}


def test_monthly_churn_is_twelve_percent(ask):
    (rate,) = ask(
        """
        with months as (
            select unnest(generate_series(
                timestamp '2025-06-01', timestamp '2026-05-01', interval 1 month
            )) as month
        ),
        rates as (
            select count(*) filter (where ended_at < month + interval 1 month) / count(*) as rate
            from months
            inner join spells
                on started_at < month and (ended_at is null or ended_at >= month)
            group by month
        )
        select avg(rate) from rates
        """
    )[0]
    assert rate == pytest.approx(0.12, abs=0.005)


def test_a_customer_makes_about_thirty_events_a_month(ask):
    (events_per_month,) = ask(
        """
        select (select count(distinct event_id) from events)
            / sum(date_diff('hour', started_at, coalesce(ended_at, timestamp '2026-06-01'))
                / 24 / 30.4375)
        from spells
        """
    )[0]
    assert events_per_month == pytest.approx(30, abs=2)


def test_half_a_percent_of_event_rows_are_exact_copies(ask):
    extra, rows, kinds = ask(
        """
        select sum(copies - 1) / sum(copies), sum(copies), max(kinds)
        from (
            select count(*) as copies,
                count(distinct (customer_id, user_id, event_name, occurred_at)) as kinds
            from events group by event_id
        )
        """
    )[0]
    assert rows > 300_000
    assert kinds == 1
    assert extra == pytest.approx(0.005, abs=0.0005)


def test_one_percent_of_events_arrive_days_late(ask):
    late, earliest, longest = ask(
        """
        select avg((days >= 1)::int), min(days), max(days)
        from (
            select min(date_diff('second', occurred_at, recorded_at)) / 86400 as days
            from events group by event_id
        )
        """
    )[0]
    assert late == pytest.approx(0.01, abs=0.001)
    assert earliest > 0
    assert 15 < longest <= 20


def test_events_of_a_part_are_in_order_and_within_service(ask, company):
    (disorder,) = ask(
        f"""
        from (
            from read_parquet('{company}/usage_events/part-00000.parquet', file_row_number = true)
            select occurred_at < lag(occurred_at) over (order by file_row_number) as is_back
        )
        select count(*) where is_back
        """
    )[0]
    (outside,) = ask(
        """
        select count(*) from events where not exists (
            from spells
            where spells.customer_id = events.customer_id
                and spells.started_at <= events.occurred_at
                and coalesce(spells.ended_at, timestamp '2026-06-01') > events.occurred_at
        )
        """
    )[0]
    assert (disorder, outside) == (0, 0)


def test_weekends_are_quiet(ask):
    (ratio,) = ask(
        """
        select count(*) filter (where isodow(occurred_at) >= 6) / 2
            / (count(*) filter (where isodow(occurred_at) < 6) / 5)
        from events
        """
    )[0]
    assert 0.1 < ratio < 0.35


def test_the_company_grows(ask):
    first, last = ask(
        """
        select count(*) filter (where signed_up_at < timestamp '2024-09-01'),
            count(*) filter (where signed_up_at >= timestamp '2026-03-03')
        from good_customers
        """
    )[0]
    assert last > 1.6 * first


def test_terms_of_a_spell_are_contiguous_and_only_the_last_one_can_be_cancelled(ask):
    assert ask(
        """
        with terms as (
            select *, lead(started_at) over (partition by customer_id order by started_at) as next
            from good_subscriptions
        )
        select
            count(*) filter (where next is not null and (ended_at is null or ended_at > next)),
            count(*) filter (where cancelled_at is not null and next = ended_at),
            count(*) filter (where ended_at is not null and next is null and cancelled_at is null),
            count(*) filter (where cancelled_at >= ended_at),
            count(*) filter (where renews_on <= cast(started_at as date))
        from terms
        """
    ) == [(0, 0, 0, 0, 0)]


def test_service_ends_when_a_term_ends(ask):
    wrong = ask(
        """
        select customer_id from good_subscriptions
        where cancelled_at is not null and ended_at is not null
            and case billing_period
                when 'annual' then cast(ended_at as date) <> renews_on
                else day(ended_at) <> day(renews_on)
            end
        """
    )
    assert not wrong


def test_a_few_come_back_after_some_months(ask):
    share, soonest, latest = ask(
        """
        with gaps as (
            select date_diff('day', ended_at, lead(started_at) over (
                partition by customer_id order by started_at)) as days
            from spells
            where customer_id in (
                select customer_id from spells
                where ended_at < timestamp '2026-02-01'
            )
        )
        select count(days) / count(*), min(days), max(days) from gaps
        """
    )[0]
    assert 0.02 < share < 0.08
    assert 60 <= soonest <= latest <= 121


@pytest.mark.parametrize("column", ALLOWED)
def test_values_are_in_the_vocabulary(ask, column):
    table, allowed = ALLOWED[column]
    assert {row[0] for row in ask(f"from {table} select distinct {column}")} == allowed


def test_names_are_unique_and_three_are_hostile(ask):
    names = [name for (name,) in ask("select customer_name from good_customers")]
    assert len(set(names)) == len(names) == 2000
    assert sum(any(sign in name for sign in ("=", "<", ";")) for name in names) == 3


def test_owners_are_teams_of_the_demo_domain(ask):
    assert not ask(
        """
        from good_customers
        where not regexp_full_match(account_owner_email, 'owner-[a-z-]+-[1-4]@streamflow\\.example')
        """
    )


def test_only_refunds_are_negative_and_failed_invoices_stay_unpaid(ask):
    assert ask(
        """
        select count(*) filter (where status = 'refunded' and amount_usd < 0) > 0,
            count(*) filter (where status = 'failed') > 100,
            count(*) filter (where paid_at::date > due_on) > 100,
            count(*) filter (where status = 'failed' and paid_at is not null),
            count(*) filter (where (status = 'paid') <> (paid_at is not null and amount_usd > 0))
        from good_invoices
        where amount_usd > 0 or status = 'refunded'
        """
    ) == [(True, True, True, 0, 0)]
