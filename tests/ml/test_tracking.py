"""Recorded versions are runs of a real MLflow server, once each and whole."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from ml.calibration import Calibration
from ml.scoring import score
from ml.tracking import mirror
from ml.tracking.describing import describe
from tests.ml.tracking_server import as_recorded, serve, tables_of

# MLflow and what it stands on warn of each other.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def recorded(versions):
    return as_recorded(versions)


@pytest.fixture(scope="module")
def tables(recorded):
    return tables_of(recorded)


@pytest.fixture(scope="module")
def champion(recorded):
    return recorded[recorded["stage"] == "champion"]["model_version"].item()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    pytest.importorskip("mlflow", reason="the extra `mlflow` is not installed: run `make test`")
    with serve(tmp_path_factory.mktemp("mlflow")) as uri:
        yield uri


@pytest.fixture
def client(server, monkeypatch, request):
    """Return a client of the server, with an experiment for this test alone."""
    from mlflow import MlflowClient

    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", request.node.name)
    return MlflowClient(tracking_uri=server)


def mirror_all(recorded, tables, champion, **changes):
    by_name = recorded.set_index("model_version", drop=False)
    arguments = {"fetch": lambda name: by_name.loc[name].to_dict(), **changes}
    return mirror(recorded, tables=tables, champion=champion, **arguments)


def runs_of(client, name):
    experiment = client.get_experiment_by_name(name)
    runs = client.search_runs([experiment.experiment_id])
    return {run.info.run_name: run for run in runs}


def test_nothing_of_mlflow_is_imported_while_nothing_is_mirrored():
    code = "import sys, ml.tracking, ml.training, ml.scheduling; print('mlflow' in sys.modules)"
    answer = subprocess.run(  # noqa: S603 (no shell, and no argument comes from outside)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


def test_a_run_tells_parameters_metrics_gates_and_data(recorded, tables, champion, client, request):
    told = mirror_all(recorded, tables, champion)
    assert (told.warning, set(told.versions["state"])) == ("", {"mirrored"})
    runs = runs_of(client, request.node.name)
    assert set(runs) == set(recorded["model_version"])
    for version in recorded.to_dict("records"):
        run = runs[version["model_version"]]
        assert run.info.status == "FINISHED"
        assert run.data.params["training_row_count"] == str(version["training_row_count"])
        assert run.data.tags["data_fingerprint"] == version["data_fingerprint"]
        (dataset,) = [entry.dataset for entry in run.inputs.dataset_inputs]
        assert version["data_fingerprint"].startswith(dataset.digest)
        names = {entry.path for entry in client.list_artifacts(run.info.run_id)}
        assert {"metrics.json", "gates.json", "model_card.md", "model_card.html", "model"} <= names
    metrics = tables["fct_model_metrics"]
    whole = metrics[(metrics["segment_name"] == "all") & (metrics["data_split"] == "holdout")]
    for row in (
        whole[whole["model_version"] == champion].dropna(subset="metric_value").to_dict("records")
    ):
        assert runs[champion].data.metrics[f"holdout.{row['metric_name']}"] == row["metric_value"]
    assert runs[champion].data.metrics["gate.enough_positives"] == 1.0


def test_the_champion_is_a_registered_version_with_the_alias(recorded, tables, champion, client):
    mirror_all(recorded, tables, champion)
    entry = client.get_model_version_by_alias("mainstay-churn", "champion")
    assert client.get_run(entry.run_id).info.run_name == champion
    other = recorded[recorded["model_version"] != champion]["model_version"].iloc[0]
    mirror_all(recorded, tables, other)
    entry = client.get_model_version_by_alias("mainstay-churn", "champion")
    assert client.get_run(entry.run_id).info.run_name == other


def test_the_stored_trees_score_as_ours_do(recorded, tables, champion, client, newest, request):
    import mlflow.pyfunc

    mirror_all(recorded, tables, champion)
    version = recorded[recorded["algorithm"] == "xgboost"].iloc[0].to_dict()
    run = runs_of(client, request.node.name)[version["model_version"]]
    flavour = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    columns = flavour.metadata.get_input_schema().input_names()
    raw = flavour.predict(newest[columns].astype("float32"))
    metadata = flavour.metadata.metadata
    line = Calibration(metadata["calibration_slope"], metadata["calibration_intercept"])
    ours = score(newest, version=version)["churn_probability"]
    assert np.allclose(line.apply(np.log(raw / (1.0 - raw))), ours, atol=1e-5)


def test_what_was_told_is_not_told_again(recorded, tables, champion, client, request):
    mirror_all(recorded, tables, champion)
    before = runs_of(client, request.node.name)

    def fetch(name):
        raise AssertionError(f"{name} was fetched again")

    again = mirror_all(recorded, tables, champion, fetch=fetch)
    assert (again.warning, set(again.versions["state"])) == ("", {"unchanged"})
    after = runs_of(client, request.node.name)
    assert {name: run.info.run_id for name, run in after.items()} == {
        name: run.info.run_id for name, run in before.items()
    }


@pytest.mark.parametrize("moment", ["tell", "store_model", "finish"])
def test_a_mirror_that_was_killed_is_completed(
    recorded, tables, champion, client, request, monkeypatch, moment
):
    from ml.tracking.sending import Server

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Server, moment, die)
        with pytest.raises(KeyboardInterrupt):
            mirror_all(recorded, tables, champion)
    (begun,) = runs_of(client, request.node.name).values()
    assert begun.info.status == "RUNNING"
    told = mirror_all(recorded, tables, champion)
    assert (told.warning, set(told.versions["state"])) == ("", {"mirrored"})
    runs = runs_of(client, request.node.name)
    assert set(runs) == set(recorded["model_version"])
    assert {run.info.status for run in runs.values()} == {"FINISHED"}
    assert begun.info.run_id in {run.info.run_id for run in runs.values()}


def test_a_cohort_that_matures_later_joins_the_run(recorded, tables, champion, client, request):
    mirror_all(recorded, tables, champion)
    trained = recorded["trained_as_of_date"].iloc[0]
    cohort = {"data_split": "walk_forward", "segment_name": "all", "metric_name": "roc_auc"}
    cohort |= {"row_count": 90, "positive_count": 9}
    rows = [
        {**cohort, "model_version": champion, "cohort_date": day, "metric_value": value}
        for day, value in (
            (trained + pd.Timedelta(days=7), 0.8),
            (trained + pd.Timedelta(days=14), 0.7),
        )
    ]
    metrics = pd.concat([tables["fct_model_metrics"], pd.DataFrame(rows)], ignore_index=True)
    told = mirror_all(recorded, {**tables, "fct_model_metrics": metrics}, champion)
    states = dict(zip(told.versions["model_version"], told.versions["state"], strict=True))
    assert [name for name, state in states.items() if state == "mirrored"] == [champion]
    run_id = runs_of(client, request.node.name)[champion].info.run_id
    history = client.get_metric_history(run_id, "walk_forward.roc_auc")
    assert [(entry.step, entry.value) for entry in history] == [(1, 0.8), (2, 0.7)]


@pytest.mark.usefixtures("client")
def test_a_version_that_cannot_be_told_does_not_hold_up_the_others(recorded, tables, champion):
    broken = recorded.assign(artifact_hash="0" * 64)
    first = recorded["model_version"].iloc[0]

    def fetch(name):
        source = broken if name == first else recorded
        return source.set_index("model_version", drop=False).loc[name].to_dict()

    told = mirror_all(recorded, tables, champion, fetch=fetch)
    states = told.versions.set_index("model_version")["state"]
    assert set(states[states == "waiting"].index) == {first}
    assert "sha256" in told.warning
    assert len(states) == len(recorded) > 1


@pytest.mark.usefixtures("client")
def test_a_slow_server_does_not_hold_up_a_build(recorded, tables, champion):
    told = mirror_all(recorded, tables, champion, patience=-1.0)
    assert set(told.versions["state"]) == {"waiting"}
    assert "more than -1 s" in told.warning


def test_a_server_that_is_not_there_is_one_sentence(recorded, tables, champion, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    told = mirror_all(recorded, tables, champion)
    assert set(told.versions["state"]) == {"waiting"}
    assert "wait for the next build" in told.warning
    assert "\n" not in told.warning


def test_a_missing_package_is_said_by_name(recorded, tables, champion, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    monkeypatch.delitem(sys.modules, "ml.tracking.sending", raising=False)
    told = mirror_all(recorded, tables, champion)
    assert "pip install" in told.warning


def test_the_same_version_has_the_same_digest_in_any_order_of_rows(recorded, tables):
    version = recorded.iloc[0].to_dict()
    parts = {
        name: frame[frame["model_version"] == version["model_version"]]
        for name, frame in tables.items()
    }
    digests = {
        describe(
            version,
            metrics=parts["fct_model_metrics"].sample(frac=1.0, random_state=seed),
            gates=parts["fct_promotion_gates"].sample(frac=1.0, random_state=seed),
            cards=parts["rpt_model_card"],
        ).digest
        for seed in range(3)
    }
    assert len(digests) == 1
