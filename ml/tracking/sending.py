"""The only code that knows MLflow. Importing it imports MLflow, so nobody does so at the start."""

import json
import logging
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

from ml.artifact import read_artifact
from ml.estimators.boosted import Boosted
from ml.tracking.describing import Description

REGISTERED_MODEL: Final = "mainstay-churn"
CHAMPION: Final = "champion"
_VERSION_TAG: Final = "mainstay.model_version"
_DIGEST_TAG: Final = "mainstay.digest"
_MODEL_TAG: Final = "mainstay.has_model"
_LONGEST_BATCH: Final = 500
_LONGEST_DIGEST: Final = 36
_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True)
class Run:
    """What the server knows of a version: its run, how much was told, whether it has the model."""

    run_id: str
    digest: str
    has_model: bool


@dataclass(frozen=True)
class Server:
    """One experiment on a tracking server, with the runs that it has."""

    client: MlflowClient
    experiment_id: str
    runs: dict[str, Run]

    @classmethod
    def reach(cls) -> Self:
        """Return the experiment that MLFLOW_EXPERIMENT_NAME names, made where it is absent."""
        for name in ("mlflow", "alembic", "urllib3"):
            logging.getLogger(name).setLevel(logging.ERROR)
        client = MlflowClient()
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME", "mainstay")
        found = client.get_experiment_by_name(name)
        experiment_id = (
            found.experiment_id
            if found
            else client.create_experiment(name, artifact_location=_artifact_location())
        )
        return cls(client, experiment_id, runs=_runs_of(client, experiment_id))

    def find(self, model_version: str) -> Run | None:
        """Return the run of a version, or None."""
        return self.runs.get(model_version)

    def begin(self, told: Description) -> str:
        """Return a new run of a version; a kill from here on leaves one that is found again."""
        run = self.client.create_run(
            self.experiment_id,
            start_time=_milliseconds(told.trained_at),
            run_name=told.model_version,
            tags={_VERSION_TAG: told.model_version},
        )
        self._remember(told.model_version, Run(run.info.run_id, digest="", has_model=False))
        return str(run.info.run_id)

    def tell(self, run_id: str, told: Description) -> None:
        """Log everything but the model; what was logged before stays as it is."""
        metrics = [
            Metric(reading.name, reading.value, _milliseconds(reading.day), reading.step)
            for reading in told.readings
        ]
        for start in range(0, len(metrics), _LONGEST_BATCH):
            self.client.log_batch(run_id, metrics=metrics[start : start + _LONGEST_BATCH])
        self.client.log_batch(
            run_id,
            params=[Param(name, value) for name, value in told.parameters.items()],
            tags=[RunTag(name, value) for name, value in told.tags.items()],
        )
        self.client.log_inputs(run_id, datasets=[_dataset(told)])
        for path, text in told.files.items():
            self.client.log_text(run_id, text, path)

    def store_model(self, run_id: str, version: Mapping[str, Any]) -> None:
        """Store the artifact, and trees in MLflow's own flavour of XGBoost beside it."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "model"
            model = read_artifact(version)
            if isinstance(model.estimator, Boosted):
                _save_trees(model.estimator, version=version, place=place)
            place.mkdir(exist_ok=True)
            (place / "artifact.json").write_text(str(version["artifact"]), encoding="utf-8")
            self.client.log_artifacts(run_id, str(place), "model")
        self.client.set_tag(run_id, _MODEL_TAG, "true")

    def finish(self, run_id: str, told: Description) -> None:
        """End a run. The digest comes last: without it the run is told again."""
        self.client.update_run(run_id, status="FINISHED")
        self.client.set_tag(run_id, _DIGEST_TAG, told.digest)
        self._remember(told.model_version, Run(run_id, digest=told.digest, has_model=True))

    def register(self, model_versions: Iterable[str], *, champion: str) -> None:
        """Register versions that are not yet, and let the alias follow the champion."""
        places = self._registered()
        for name in dict.fromkeys(filter(None, model_versions)):
            if name not in places and name in self.runs:
                places[name] = self._register(name)
        if champion in places:
            self.client.set_registered_model_alias(REGISTERED_MODEL, CHAMPION, places[champion])
        elif places:
            self.client.delete_registered_model_alias(REGISTERED_MODEL, CHAMPION)

    def _registered(self) -> dict[str, str]:
        """Return the number of every registered version, by the version's name."""
        if not self.client.search_registered_models(f"name = '{REGISTERED_MODEL}'"):
            self.client.create_registered_model(REGISTERED_MODEL)
        known = self.client.search_model_versions(
            f"name = '{REGISTERED_MODEL}'", max_results=10_000
        )
        return {entry.tags.get(_VERSION_TAG, ""): str(entry.version) for entry in known}

    def _register(self, name: str) -> str:
        run_id = self.runs[name].run_id
        entry = self.client.create_model_version(
            REGISTERED_MODEL, f"runs:/{run_id}/model", run_id, tags={_VERSION_TAG: name}
        )
        return str(entry.version)

    def _remember(self, model_version: str, run: Run) -> None:
        self.runs[model_version] = run


def _runs_of(client: MlflowClient, experiment_id: str) -> dict[str, Run]:
    """Return the runs of all versions; of two with one name, the older."""
    runs: dict[str, Run] = {}
    token = None
    while True:
        page = client.search_runs(
            [experiment_id], order_by=["attributes.start_time ASC"], page_token=token
        )
        for entry in page:
            tags = entry.data.tags
            if _VERSION_TAG in tags:
                found = Run(entry.info.run_id, tags.get(_DIGEST_TAG, ""), _MODEL_TAG in tags)
                runs.setdefault(tags[_VERSION_TAG], found)
        token = page.token
        if not token:
            return runs


def _artifact_location() -> str | None:
    """Return the folder beside a database file; a server says itself where artifacts go."""
    uri = mlflow.get_tracking_uri()
    if not uri.startswith(_SQLITE):
        return None
    file = Path(uri.removeprefix(_SQLITE)).absolute()
    return file.with_name(f"{file.stem}_artifacts").as_uri()


def _dataset(told: Description) -> DatasetInput:
    fingerprint = told.tags["data_fingerprint"]
    return DatasetInput(
        dataset=Dataset(
            name="feat_training_rows",
            digest=fingerprint[:_LONGEST_DIGEST],
            source_type="code",
            source=json.dumps({"table": "features.feat_training_rows", "sha256": fingerprint}),
        ),
        tags=[InputTag("mlflow.data.context", "training")],
    )


def _save_trees(estimator: Boosted, *, version: Mapping[str, Any], place: Path) -> None:
    """Write XGBoost's flavour: its own JSON with the features' names, and no pickle.

    It gives the probability before calibration, whose line stands in the metadata.
    """
    import mlflow.xgboost
    import xgboost
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    estimator.booster.feature_names = list(estimator.columns)
    mlflow.xgboost.save_model(
        estimator.booster,
        str(place),
        model_format="json",
        signature=ModelSignature(
            inputs=Schema([ColSpec("float", name) for name in estimator.columns])
        ),
        pip_requirements=[f"xgboost=={xgboost.__version__}"],
        metadata={
            "model_version": str(version["model_version"]),
            "calibration_slope": float(version["calibration_slope"]),
            "calibration_intercept": float(version["calibration_intercept"]),
        },
    )


def _milliseconds(moment: pd.Timestamp) -> int:
    return int(moment.timestamp() * 1000)
