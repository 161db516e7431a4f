import itertools

import numpy as np

from agents.planning.features import looked_at
from agents.planning.sets import BEST, breaks, candidates, posterior


def test_breaks_are_those_of_the_best_path_of_all():
    feeds = np.random.default_rng(3).random((4, 4)) < 0.4
    fewest = breaks(feeds)
    for mask in range(1, 16):
        members = [i for i in range(4) if mask >> i & 1]
        paths = itertools.permutations(members)
        assert fewest[mask] == min(sum(not feeds[a, b] for a, b in itertools.pairwise(path)) for path in paths)


def test_every_subset_of_the_best_tools_is_a_candidate(domain):
    scores = np.linspace(0, 1, len(domain.tools))
    best, sets, values = candidates(scores, looked_at("Describe a.jpg", domain.tools), domain, domain.tools)

    assert len(best) == BEST
    assert sets.shape == (2**BEST, BEST)
    assert len(values) == 2**BEST
    assert len({tuple(row) for row in sets.tolist()}) == 2**BEST


def test_a_tool_named_outright_is_among_the_best_whatever_its_score(domain):
    scores = np.zeros(len(domain.tools))
    scores[domain.names.index("Depth Estimation")] = -1.0
    best, _, _ = candidates(scores, looked_at("Estimate the depth in a.jpg", domain.tools), domain, domain.tools)

    assert domain.names.index("Depth Estimation") in best


def test_probabilities_of_sets_sum_to_one():
    chances = posterior(np.array([800.0, -2.0]), np.array([[1.0, 0.0], [0.0, 3.0], [1.0, 1.0]]))

    assert np.isclose(chances.sum(), 1)
    assert chances[0] > chances[2]
