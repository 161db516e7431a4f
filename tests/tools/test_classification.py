import pytest

from runtime.errors import BadInput
from tools.classification import ClassifyText


def test_the_handbook_is_a_policy(bench, handbook):
    name = bench.artifacts.import_file(handbook).name

    result = ClassifyText(bench)(text=name, labels=["recipe", "policy", "novel"])

    assert result["label"] == "policy"
    assert sum(result["scores"].values()) == pytest.approx(1, abs=0.001)
    assert result["summary"].startswith("handbook.pdf fits “policy” best")


def test_labels_come_back_best_first(bench):
    result = ClassifyText(bench)(text="The striker scored twice in the final.", labels=["cooking", "sports", "law"])

    assert next(iter(result["scores"])) == result["label"] == "sports"


@pytest.mark.parametrize("labels", [[], ["one"], ["a", "a"], ["a", " "], [1, 2], [f"label {n}" for n in range(51)]])
def test_labels_that_cannot_be_chosen_from_are_refused(bench, labels):
    with pytest.raises(BadInput, match="give 2 to 50"):
        ClassifyText(bench)(text="some text", labels=labels)
