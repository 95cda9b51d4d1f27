"""What an audit asks of a warehouse that a build has made."""

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
