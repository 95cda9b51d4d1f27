import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_truncated_artifact_is_refused_before_it_is_parsed(version):
    with pytest.raises(ArtifactError, match=version["model_version"]):
        read_artifact({**version, "artifact": version["artifact"][:-1]})


@pytest.mark.parametrize("change", [{"format": 2}, {"algorithm": "oracle"}])
def test_an_artifact_of_another_release_is_refused(version, change):
    text = json.dumps({**json.loads(version["artifact"]), **change})
    with pytest.raises(ArtifactError, match="does not read; train again"):
        read_artifact({**version, "artifact": text, "artifact_hash": hash_text(text)})
