import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml import artifact
from ml.artifact import hash_text, read_artifact, write_artifact
from ml.errors import ArtifactError


@pytest.fixture(params=["no_skill", "rule", "logistic", "xgboost"])
def version(request, versions):
    return versions.loc[request.param].to_dict()


def test_reading_and_writing_gives_the_same_text(version):
    assert write_artifact(read_artifact(version)) == version["artifact"]


def test_every_changed_character_is_refused(versions):
    version = versions.loc["xgboost"].to_dict()
    text = version["artifact"]

    @given(place=st.integers(0, len(text) - 1), letter=st.sampled_from('0123456789{}[],:"x'))
    def refused(place, letter):
        changed = text[:place] + letter + text[place + 1 :]
        if changed != text:
            with pytest.raises(ArtifactError, match="sha256"):
                read_artifact({**version, "artifact": changed})

    refused()


def test_two_hundred_changed_bytes_are_each_refused_before_anything_is_parsed(version, monkeypatch):
    """Bits flip, bytes are lost and bytes come in, all over the text; no parser may see it."""
    parsed = []
    monkeypatch.setattr(artifact.json, "loads", lambda *_, **__: parsed.append("json"))
    monkeypatch.setattr(artifact, "ESTIMATORS", {})
    stored = version["artifact"].encode()
    generator = random.Random(7)  # noqa: S311 - no secret: the same mutations in every run
    for number in range(200):
        place = generator.randrange(len(stored))
        changed = bytearray(stored)
        if number % 4 == 0:
            del changed[place]
        elif number % 4 == 1:
            changed.insert(place, generator.randrange(128))
        else:
            changed[place] ^= 1 << generator.randrange(7)
        assert bytes(changed) != stored
        with pytest.raises(ArtifactError, match="sha256"):
            read_artifact({**version, "artifact": changed.decode()})
    assert parsed == []
    with pytest.raises(TypeError):
        read_artifact(version)
    assert parsed == ["json"]


def test_a_truncated_artifact_is_refused_before_it_is_parsed(version):
    with pytest.raises(ArtifactError, match=version["model_version"]):
        read_artifact({**version, "artifact": version["artifact"][:-1]})


@pytest.mark.parametrize("change", [{"format": 2}, {"algorithm": "oracle"}])
def test_an_artifact_of_another_release_is_refused(version, change):
    text = json.dumps({**json.loads(version["artifact"]), **change})
    with pytest.raises(ArtifactError, match="does not read; train again"):
        read_artifact({**version, "artifact": text, "artifact_hash": hash_text(text)})
