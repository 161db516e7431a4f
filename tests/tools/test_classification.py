import pytest

from app.stand_ins import forge_desk
from app.stand_ins.forge_reading import MNLI
from runtime.errors import BadInput
from runtime.records import Request
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


def test_several_texts_are_sorted_in_one_call(bench):
    result = ClassifyText(bench)(
        texts=["The striker scored twice.", "Fry the onions in butter."], labels=["sports", "cooking"]
    )

    assert [one["label"] for one in result["results"]] == ["sports", "cooking"]
    assert result["summary"].count("\n") == 1
    assert result["confidence"] == min(max(one["scores"].values()) for one in result["results"])


def test_with_multi_label_any_number_of_labels_fits(bench):
    text = "The doctor prescribed a new medicine against the flu."

    result = ClassifyText(bench)(text=text, labels=["football", "medicine", "health"], multi_label=True)

    assert set(result["fitting"]) == {"medicine", "health"}
    assert sum(result["scores"].values()) > 1.5
    assert "“medicine”" in result["summary"]
    assert ClassifyText(bench)(text=text, labels=["football"], multi_label=True)["fitting"] == []


def test_a_template_of_ones_own_is_used_and_must_have_a_place_for_the_label(bench):
    result = ClassifyText(bench)(text="I want a refund!", labels=["angry", "happy"], template="The customer is {}.")

    assert result["label"] == "angry"
    assert result["models"][0]["parameters"]["hypothesis_template"] == "The customer is {}."
    with pytest.raises(BadInput, match=r"has no \{\} for the label"):
        ClassifyText(bench)(text="some text", labels=["a", "b"], template="The customer is angry.")


def test_a_checkpoint_that_judges_entailment_is_used_when_it_is_here(having):
    bench = forge_desk.bench_of(having(MNLI))

    result = ClassifyText(bench)(
        texts=["a new recipe was shown today", "i love a good match"], labels=["sports", "politics", "cooking"]
    )

    assert [one["label"] for one in result["results"]] == ["cooking", "sports"]
    assert result["models"][0]["checkpoint"] == MNLI
    alone = ClassifyText(bench)(text="i love a good match", labels=["sports"], multi_label=True)
    assert alone["fitting"] == ["sports"]


def test_two_files_are_sorted_together(service, tmp_path):
    (tmp_path / "goal.txt").write_text("The striker scored twice in the final and the fans sang all night.")
    (tmp_path / "soup.txt").write_text("Fry the onions in butter, add the stock and let the soup simmer.")

    answer = service.ask(
        Request("Sort them into one of: sports, cooking", (tmp_path / "goal.txt", tmp_path / "soup.txt"))
    )

    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["classify_text"]
    assert "goal.txt fits “sports” best" in answer.text
    assert "soup.txt fits “cooking” best" in answer.text
