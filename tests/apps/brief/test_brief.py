"""The page for those who pay: five answers, or what is missing for them."""

import duckdb
import pytest

from apps.cli import main

TABLES = """
    create table rpt_customers_at_risk as select date '2026-06-01' as as_of_date;
    create table rpt_kpi_scorecard as select * from (values
        (date '2026-04-01', 'logo_churn_rate', 'churn', 'We <b>promise</b> less churn.', 'points',
            'customer_success', 0.106, 0.086, 0.131, 0.12, 0.092, 1.4, 0.5, 0.33,
            date '2026-12-31', 'on_pace'),
        (date '2026-05-01', 'logo_churn_rate', 'churn', 'We <b>promise</b> less churn.', 'points',
            'customer_success', 0.1034, 0.0838, 0.1268, 0.12, 0.092, 1.14, 0.594, 0.414,
            date '2026-12-31', 'on_pace'),
        (date '2026-05-01', 'mrr_churn_rate', null, null, null, null, 0.06, null, null, null, null,
            null, null, null, null, 'no_target')
    ) as months(month_starts_on, metric_name, kpi_id, statement, target_kind, owner, metric_value,
        ci_low, ci_high, baseline_value, target_value, gap_pp, progress_share, elapsed_share,
        deadline_on, pace);
    create table rpt_savings as select * from (values
        ('campaign:old', date '2025-09-08', -4507.13, 16852.97, -10020.84, 43726.77,
            'no_effect_shown', 0.00, 'finance'),
        ('policy:1', date '2026-06-01', null, null, null, null, 'not_enough_data', null, null)
    ) as savings(policy, began_on_date, before_after_mrr_usd, measured_mrr_usd, measured_low_usd,
        measured_high_usd, verdict, agreed_mrr_usd, agreed_by);
    create table rpt_lead_time as select * from (values
        ('champion', 'lost', 245, 0.624, 24), ('rule', 'lost', 245, 0.0, null),
        ('rule', 'stayed', 99, 0.0, null)
    ) as leads(method, outcome, customer_count, listed_before_share, median_lead_days);
    create table rpt_value_bridge as select * from (values
        ('churn', 3, 'target', 'percent', 'What it comes to.', 9.2, 11.664),
        ('churn', 6, 'revenue_per_customer', 'usd', 'Alike.', 1418.2, 1418.2),
        ('churn', 9, 'revenue_kept', 'usd', 'Over all months.', 368831.26, 44259.75),
        ('churn', 14, 'months_to_the_claim', 'count', 'Of work.', 0.38, 3.16)
    ) as bridge(kpi_id, step_number, step_name, unit, assumption, as_points, as_relative);
    create table rpt_campaign_power as select * from (values
        ('high', 0.2, 3, 'adjusted', 'once', true, 'Too small: it takes 785.'),
        ('high', 0.2, 12, 'adjusted', 'once', true, 'Too small to promise anything.'),
        ('high', 0.5, 12, 'adjusted', 'once', false, 'Not planned.'),
        ('high', 0.2, 12, 'adjusted', 'weekly', true, 'Weekly.')
    ) as plans(stratum, control_share, month_count, method, look, is_planned, promise);
"""
EMPTIED = """
    delete from rpt_kpi_scorecard;
    delete from rpt_savings;
    delete from rpt_lead_time;
    delete from rpt_value_bridge;
    delete from rpt_campaign_power;
"""
QUESTIONS = (
    "What did we promise?",
    "Where are we?",
    "How sure are we?",
    "What is it worth?",
    "What would it take to know more?",
)


@pytest.fixture
def folder(tmp_path):
    with duckdb.connect(str(tmp_path / "current.duckdb")) as connection:
        connection.execute(TABLES)
    return tmp_path


def change(folder, sql):
    with duckdb.connect(str(folder / "current.duckdb")) as connection:
        connection.execute(sql)


def shown(folder, capsys):
    assert main(["brief", "--in", str(folder)]) == 0
    return capsys.readouterr().out


def test_the_five_questions_are_answered_in_order(folder, capsys):
    text = shown(folder, capsys)
    assert text.startswith("# Retention brief of 2026-06-01\n")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == list(QUESTIONS)


def test_a_promise_stands_with_both_of_its_readings(folder, capsys):
    text = shown(folder, capsys)
    assert "From 12.0% to 9.2% by 2026-12-31; customer_success promised it." in text
    assert "as points the target is 9.2%, relative to the baseline 11.7%" in text
    assert "Revenue kept: $368,831 as points, $44,260 relative. Over all months." in text
    assert "Revenue per customer" not in text


def test_the_newest_month_stands_with_its_interval_and_pace(folder, capsys):
    text = shown(folder, capsys)
    assert (
        "Customers who leave in a month: 10.3% (95%: 8.4% to 12.7%) in 2026-05; promised 9.2%, "
        "+1.1 points off: on pace, with 59% of the way in 41% of the time. The interval "
        "still holds the baseline of 12.0%."
    ) in text
    assert "Revenue that leaves in a month: 6.0% in 2026-05; nothing was promised." in text
    assert "2026-04" not in text


def test_a_month_whose_interval_leaves_the_baseline_behind_is_in_no_doubt(folder, capsys):
    change(folder, "update rpt_kpi_scorecard set ci_high = 0.119")
    assert "still holds" not in shown(folder, capsys)


def test_the_three_answers_about_a_saving_never_stand_alone(folder, capsys):
    text = shown(folder, capsys)
    assert (
        "campaign:old, revenue a month: before and after says -$4,507; against control $16,853 "
        "(95%: -$10,021 to $43,727), not told from chance; finance agreed $0."
    ) in text
    assert (
        "policy:1, revenue a month: before and after says not enough data; against control not "
        "enough data; finance has agreed nothing yet."
    ) in text


def test_a_list_that_was_never_early_says_so_without_days(folder, capsys):
    text = shown(folder, capsys)
    assert "of the champion knew 62.4% before, half of them 24 days or more." in text
    assert "of the rule knew 0.0% before." in text


def test_only_the_plan_that_stands_says_what_it_would_take(folder, capsys):
    text = shown(folder, capsys)
    assert "Tier high, 12 months with 20.0% held back: Too small to promise anything." in text
    assert text.count("Tier high") == 1


def test_a_publication_without_rows_says_what_is_missing(folder, capsys):
    change(folder, EMPTIED)
    text = shown(folder, capsys)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == list(QUESTIONS)
    assert text.lower().count("not enough data") == 4
    assert "seeds/kpi_targets.csv" in text


def test_an_older_publication_without_a_column_is_refused_in_a_sentence(folder, capsys):
    change(folder, "alter table rpt_kpi_scorecard drop column progress_share")
    assert main(["brief", "--in", str(folder)]) == 2
    assert capsys.readouterr().err == (
        "mainstay: This publication has no column progress_share: another version of the project"
        " made it. Run `dbt build`.\n"
    )


def test_an_older_publication_without_the_tables_is_read_all_the_same(tmp_path, capsys):
    with duckdb.connect(str(tmp_path / "current.duckdb")) as connection:
        connection.execute("create table dim_customers as select 1 as customer_id")
    assert shown(tmp_path, capsys).startswith("# Retention brief\n")


def test_a_promise_before_its_bridge_has_no_readings(folder, capsys):
    change(folder, "delete from rpt_value_bridge")
    assert "The number was meant" not in shown(folder, capsys)


def test_a_page_shows_markup_as_text(folder, capsys):
    target = folder / "brief.html"
    assert main(["brief", "--output", str(target), "--in", str(folder)]) == 0
    assert capsys.readouterr().out == f"The brief of 2026-06-01 is in {target}.\n"
    page = target.read_text("utf-8")
    assert "We &lt;b&gt;promise&lt;/b&gt; less churn." in page
    assert all(f"<h2>{question}</h2>" in page for question in QUESTIONS)


def test_another_ending_is_refused_and_nothing_is_written(folder, capsys):
    assert main(["brief", "--output", str(folder / "brief.pdf"), "--in", str(folder)]) == 2
    assert "is to end in .html or .md" in capsys.readouterr().err
    assert not (folder / "brief.pdf").exists()
