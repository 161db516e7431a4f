import pytest

from runtime.errors import BadInput
from tools.similarity import CompareSentences


def test_what_means_the_same_is_closest(bench):
    result = CompareSentences(bench)(sentence="A man is eating.", others=["Stocks fell.", "Someone has a meal."])

    assert result["closest"] == "Someone has a meal."
    assert result["scores"][1] > 0.5 > result["scores"][0]


def test_scores_keep_the_order_of_the_others(bench):
    others = ["b", "a", "a man is eating"]

    assert CompareSentences(bench)(sentence="a man is eating", others=others)["scores"][2] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("others", [[], [""], ["fine", " "], [5], ["x"] * 201])
def test_others_that_cannot_be_compared_are_refused(bench, others):
    with pytest.raises(BadInput, match="1 to 200"):
        CompareSentences(bench)(sentence="a", others=others)
