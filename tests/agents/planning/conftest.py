"""The domain of the Hub's tasks, and an engine over it with the shipped weights."""

import pytest

from agents.planning import Engine, load_domain, load_weights


@pytest.fixture(scope="session")
def domain():
    return load_domain()


@pytest.fixture(scope="session")
def engine(domain, encoder):
    return Engine(domain, load_weights(tools=domain.names), encoder)
