"""What an audit asks of a warehouse that a build has made."""

import duckdb
import pytest

from operations.cli import main
from tests.project.building import Place


def test_every_version_of_the_registry_is_made_again_bit_for_bit(next_build: Place, capsys) -> None:
    ((count,),) = next_build.ask("from scores.dim_model_versions select count(*)")
    code = main(["reproduce", "--all", "--warehouse", str(next_build.warehouse)])
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert shown.endswith(
        f"All {count} versions are the same bit for bit: data, model and scores.\n"
    )
    assert shown.count(" same       same ") == count


def explain(place: Place, *words: str) -> int:
    paths = ["--in", str(place.folder / "published"), "--warehouse", str(place.warehouse)]
    return main(["explain", *words, *paths])


def test_a_score_is_explained_down_to_its_feature_row(first_build: Place, capsys) -> None:
    ((customer, day, version, points),) = first_build.ask("""
        from scores.fct_churn_scores
        select customer_id, cast(as_of_date as varchar), model_version, 100 * churn_probability
        where model_role = 'champion' order by as_of_date, risk_rank limit 1
    """)
    assert explain(first_build, customer, "--as-of", day) == 0
    shown = capsys.readouterr().out
    assert f"{points:.4f}  points in all; the probability is {points:.4f}" in shown
    assert "the warehouse holds the same row:" in shown
    gates = first_build.ask(
        f"from scores.fct_promotion_gates select gate_name where model_version = '{version}'"
    )
    assert gates
    named = [gate.replace("_", " ") for (gate,) in gates]
    for said in (version, "data fingerprint", "git commit", "content hash", *named):
        assert said in shown
    ((features,),) = first_build.ask("from seeds.feature_catalog select count(*)")
    rows = shown.split("same row:\n")[1].split("\n\nModel")[0]
    assert len(rows.split()) == 2 * features


def test_a_rewritten_feature_row_is_found(first_build: Place, tmp_path, capsys) -> None:
    place = first_build.copied_to(tmp_path / "place")
    ((customer,),) = place.ask(
        "from retention.rpt_customers_at_risk select customer_id where risk_rank = 1"
    )
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute(
            "update features.feat_customers set feature_row_hash = 'x' where customer_id = ?",
            [customer],
        )
    assert explain(place, customer) == 0
    assert "the warehouse holds ANOTHER row now (x)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], "There is no customer 'nobody' in the publication"),
        (["'; drop table x; --"], "There is no customer"),
        (["{known}", "--as-of", "2019-01-01"], "has no score of a champion on 2019-01-01; there"),
    ],
)
def test_who_is_not_scored_is_told_what_there_is(
    first_build: Place, capsys, words: list[str], said: str
) -> None:
    ((known,),) = first_build.ask(
        "from scores.fct_churn_scores select min(customer_id) where model_role = 'champion'"
    )
    assert explain(first_build, *(word.format(known=known) for word in words)) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_every_champion_has_a_card_and_a_second_build_makes_only_those_that_change(
    first_build: Place, next_build: Place
) -> None:
    for place in (first_build, next_build):
        assert (
            place.ask("""
            from scores.dim_champions anti join governance.rpt_model_card using (model_version)
        """)
            == []
        )
    ((in_use,),) = next_build.ask("from scores.dim_champions select model_version where is_in_use")
    cards = dict(next_build.ask("from governance.rpt_model_card select model_version, card_html"))
    assert f"<title>Model card: {in_use}</title>" in cards[in_use]
    due = next_build.ask("from scores.fct_model_cards_due select model_version")
    pages = next_build.ask("from governance.rpt_model_card_pages select model_version")
    assert sorted(pages) == sorted(due)
