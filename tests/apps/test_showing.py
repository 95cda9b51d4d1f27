"""What the console shows of a publication: the list for people, and the ladder."""

import duckdb
import pytest

from apps.cli import main

TABLES = """
    create table rpt_customers_at_risk as select * from (values
        ('high', 'Small Shop', 0.9, 10.0, 'Logins: 0.', date '2026-06-01', 'm1', 2, null),
        ('high', 'Big' || chr(27) || '[31m Bank', 0.4, 900.0, null, date '2026-06-01', 'm1', 1,
            null),
        ('high', 'Leaving Ltd', 0.8, 990.0, 'Why.', date '2026-06-01', 'm1', 3, 'notice_given'),
        ('low', 'Calm Co', 0.1, 999.0, 'Why.', date '2026-06-01', 'm1', 4, null)
    ) as listed(risk_tier, customer_name, churn_probability, expected_mrr_loss_usd, reason_1,
        as_of_date, model_version, money_rank, suppressed_reason);
    create table dim_model_versions as
        select 'logistic' as algorithm, 'It is the simplest.' as reason, 'champion' as stage,
        date '2026-05-18' as trained_as_of_date;
    create table fct_matured_performance as select * from (values
        ('rule', 'roc_auc', 0.6, 0.5, date '2026-01-05', 'all', 'all'),
        ('rule', 'roc_auc', 0.7, 0.5, date '2026-01-12', 'all', 'all'),
        ('rule', 'roc_auc', 0.1, 0.5, date '2026-01-12', 'all', 'region'),
        ('rule', 'roc_auc', 0.1, 0.5, date '2026-01-12', 'contacted', 'all'),
        ('logistic', 'roc_auc', 0.8, 0.5, date '2026-01-05', 'all', 'all'),
        ('logistic', 'roc_auc', 0.8, 0.5, date '2026-01-12', 'all', 'all')
    ) as measured(algorithm, metric_name, metric_value, no_skill_value, cohort_date, arm,
        segment_name)
"""


@pytest.fixture
def folder(tmp_path):
    with duckdb.connect(str(tmp_path / "current.duckdb")) as connection:
        connection.execute(TABLES)
    return tmp_path


def test_the_list_has_the_most_money_first_and_nobody_who_has_decided(folder, capsys):
    assert main(["at-risk", "--in", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert shown.index("Bank") < shown.index("Small Shop")
    assert "Leaving Ltd" not in shown
    assert "Calm Co" not in shown


def test_a_name_cannot_steer_the_terminal(folder, capsys):
    main(["at-risk", "--in", str(folder)])
    assert "Big?[31m Bank" in capsys.readouterr().out


def test_the_ladder_shows_means_over_cohorts_and_marks_the_champion(folder, capsys):
    assert main(["ladder", "--in", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "over 2 weekly cohorts, 2026-01-05 to 2026-01-12" in lines[0]
    assert next(line for line in lines if line.startswith("rule")).split()[1] == "0.650"
    assert next(line for line in lines if line.startswith("logistic")).split()[1] == "*"
