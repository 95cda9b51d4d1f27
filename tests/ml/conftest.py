"""One panel and one training that most tests of `ml` read."""

import pytest

from tests.ml.maker import make_rows, train_on


@pytest.fixture(scope="session")
def rows():
    return make_rows()


@pytest.fixture(scope="session")
def versions(rows):
    return train_on(rows).set_index("algorithm", drop=False)


@pytest.fixture(scope="session")
def newest(rows):
    return rows[rows["as_of_date"] == rows["as_of_date"].max()]
