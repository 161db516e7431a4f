"""What people ask of pictures, in their own words: the calls that it comes to."""

from pathlib import Path

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers
from memory.artifacts import type_of
from runtime.records import kind_of


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.fixture
def calls(planner):
    """Request and titles → tool and arguments of each call."""

    def calls(request, *titles, earlier=()):
        files = {f"{Path(title).stem.replace('_', '-')}-1": title for title in titles}
        kinds = {name: kind_of(type_of(Path(title))) for name, title in files.items()}
        plan = planner.plan(request, Situation(files, tuple(files), earlier, kinds))
        return [(node.offer.name, dict(node.values)) for node in plan.nodes]

    return calls


@pytest.mark.parametrize(
    ("request_", "labels", "template"),
    [
        ('Is a1.jpg moss, lichen or liverwort? Please use the sentence "a macro shot of {}" for it.',
         ["moss", "lichen", "liverwort"], "a macro shot of {}"),
        ('Are these a grey heron, a white stork or a common crane? The template should be "A field photo of a {}."',
         ["grey heron", "white stork", "common crane"], "A field photo of a {}."),
        ('The template is "an x-ray of a {}". Does a1.jpg show a hand, a foot or a knee?',
         ["hand", "foot", "knee"], "an x-ray of a {}"),
        ('With the template "a satellite image of {}", is a1.jpg forest, farmland or water?',
         ["forest", "farmland", "water"], "a satellite image of {}"),
        ('Could this be a plum, a cherry or a sloe? For the wording take "a close-up of {}"',
         ["plum", "cherry", "sloe"], "a close-up of {}"),
        ('Which is it in a1.jpg, a crow or a raven? Use "a blurry photo of a {}" as the template.',
         ["crow", "raven"], "a blurry photo of a {}"),
        ('crow, raven or jackdaw? Hypothesis "This is a {}."', ["crow", "raven", "jackdaw"], "This is a {}."),
    ],
)  # fmt: skip
def test_a_template_belongs_to_the_labels_that_are_asked_about(calls, request_, labels, template):
    assert calls(request_, "a1.jpg") == [
        ("match_picture", {"images": ["a1-1"], "labels": labels, "template": template})
    ]


@pytest.mark.parametrize(
    "request_",
    [
        "What colour is the lamp? Check p1.jpg and p2.jpg",
        "What colour is the lamp? Look at p1.jpg and p2.jpg please.",
        "What colour is the lamp? p1.jpg, p2.jpg",
        "Check p1.jpg and p2.jpg. What colour is the lamp?",
        "Two snaps of the desk: p1.jpg, p2.jpg. What colour is the lamp?",
    ],
)
def test_what_only_names_files_says_where_to_look(calls, request_):
    wanted = {"images": ["p1-1", "p2-1"], "question": "What colour is the lamp?"}
    assert calls(request_, "p1.jpg", "p2.jpg", "p3.jpg") == [("ask_picture", wanted)]


@pytest.mark.parametrize(
    "question",
    [
        "I'd also like to know whether the ground is wet",
        "We'd love to know if the ground is wet",
        "I wonder whether the ground is wet",
        "let me know if the ground is wet",
        "I need to know whether the ground is wet",
    ],
)
def test_a_question_may_be_told(calls, question):
    done = calls(f"Find the cars in lot.jpg. {question}", "lot.jpg")
    assert [tool for tool, _ in done] == ["detect_objects", "ask_picture"]


@pytest.mark.parametrize("tag", [", would you?", ", could you please?", ", will you?"])
def test_an_order_with_a_question_behind_it_is_an_order(planner, calls, tag):
    assert calls(f"Caption clock.jpg{tag}", "clock.jpg") == [("caption_picture", {"images": ["clock-1"]})]
    assert calls(f"Phone the auction house and ask whether the clock in clock.jpg is sold{tag}", "clock.jpg") == []


@pytest.mark.parametrize(
    ("request_", "tools"),
    [
        ("Top 4 classes of stump.jpg? Should mushroom be one of them, cut the subject out, background transparent.",
         ["classify_picture", "remove_background"]),
        ("Is there a dog in stump.jpg? Should there be one, caption it", ["ask_picture", "caption_picture"]),
        ("Is there a dog in stump.jpg? If there isn't one, caption it", ["ask_picture", "caption_picture"]),
        ("Moderate these and, should they be safe to publish, put them on one sheet",
         ["moderate_pictures", "make_sheet"]),
        ("Look for a dog in stump.jpg. If there is one, cut it out with a transparent background",
         ["detect_objects", "remove_background"]),
    ],
)  # fmt: skip
def test_a_condition_may_say_should_and_point_at_what_was_asked(planner, request_, tools):
    names = {"stump-1": "stump.jpg"}
    nodes = planner.plan(request_, Situation(names, tuple(names), (), {"stump-1": "picture"})).nodes
    assert [node.offer.name for node in nodes] == tools
    assert nodes[1].when is not None
    assert nodes[1].when.negated == ("isn't" in request_)


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ("somewhere in here there's a boy blowing out candles... find me the 4 likeliest pictures",
         {"query": "a boy blowing out candles", "count": 4}),
        ("There must be a heron with a fish in my pictures. Find the 3 best hits",
         {"query": "a heron with a fish", "count": 3}),
        ("I'm looking for a steam train in snow. Show me the best 5 pictures",
         {"query": "a steam train in snow", "count": 5}),
        ("dig me out 4 shots with a crane next to a half-built house",
         {"query": "a crane next to a half-built house", "count": 4}),
        ("Which of the dealer's pictures look most like ref.jpg? The best two will do.",
         {"like": "ref-1", "count": 2, "images": ["dealer-1-1", "dealer-2-1"]}),
        ("Which of the dealer shots are most like ref.jpg? 3 please",
         {"like": "ref-1", "count": 3, "images": ["dealer-1-1", "dealer-2-1"]}),
        ("have we got a photo of a lighthouse at dusk? show me the top 3",
         {"query": "a lighthouse at dusk", "count": 3}),
    ],
)  # fmt: skip
def test_what_is_sought_may_be_told_first_and_among_which(calls, request_, values):
    assert calls(request_, "ref.jpg", "dealer_1.jpg", "dealer_2.jpg", "other.jpg") == [("search_pictures", values)]


@pytest.mark.parametrize(
    ("request_", "tool"),
    [
        ("Vectors of these three sheets, please, saved to a file", "embed_pictures"),
        ("embed these", "embed_pictures"),
        ("may we publish this?", "moderate_pictures"),
        ("are we allowed to print these?", "moderate_pictures"),
        ("moderate these", "moderate_pictures"),
        ("search these for a lighthouse", "search_pictures"),
    ],
)
def test_the_tool_for_pictures_is_meant_where_there_are_pictures(calls, request_, tool):
    assert [name for name, _ in calls(request_, "a1.jpg", "b1.jpg")] == [tool]


def test_the_text_in_a_picture_is_for_the_tool_for_texts(calls):
    assert [name for name, _ in calls("moderate what is written on it", "a1.jpg")] == ["read_picture", "moderate"]


@pytest.mark.parametrize(
    ("request_", "tools"),
    [
        ("Explain the chart in a1.png and translate the explanation into French", ["discuss_picture", "translate"]),
        ("Tell me at length what has changed in the town, then give me your answer in Dutch",
         ["discuss_picture", "translate"]),
        ("Look at this picture and tell a bedtime story about it, then read the story aloud",
         ["discuss_picture", "read_aloud"]),
        ("Write a product blurb for a1.png, then read it aloud", ["discuss_picture", "read_aloud"]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_picture_can_be_worked_on(calls, request_, tools):
    assert [name for name, _ in calls(request_, "a1.png")] == tools


@pytest.mark.parametrize(
    ("request_", "subject"),
    [
        ("For the front page: does story.txt sound positive or negative with its picture a1.jpg? "
         "It's about the mayor's housing plan.", "the mayor's housing plan"),
        ("How does story.txt with a1.jpg come across, good or bad? The subject is the new tram line.",
         "the new tram line"),
        ("Judge the article story.txt with its picture a1.jpg. The story is about Lufthansa.", "Lufthansa"),
    ],
)  # fmt: skip
def test_what_an_article_is_about_may_be_told_by_itself(calls, request_, subject):
    wanted = {"text": "story-1", "image": "a1-1", "subject": subject}
    assert calls(request_, "story.txt", "a1.jpg") == [("judge_article", wanted)]


@pytest.mark.parametrize(
    ("request_", "tool"),
    [
        ("for each of the index cards: what's the date of birth?", "ask_scan"),
        ("For each receipt: what is the total?", "ask_scan"),
        ("which ward is written on c1.png?", "ask_scan"),
        ("in which parish was the pupil born, according to the school card c1.png?", "ask_scan"),
        (
            "I've scanned a telegram from the Hargreaves family. For each of them, tell me who is the sender.",
            "ask_scan",
        ),
        ("For each of these loan forms I have to type up, tell me: who is the lender?", "ask_scan"),
        ("One passport scan from the clinic. What's the microchip number on it?", "ask_scan"),
        ("c1.png is a scan of a theatre bill: what does a seat cost, and what time do the doors open?", "ask_scan"),
        ("I photographed the menu: c1.png. What does the soup cost?", "ask_scan"),
        ("My gran left a recipe card, it's in c1.png. How long must it cook?", "ask_scan"),
        ("c1.png was my train ticket, what seat did I have?", "ask_scan"),
        ("who's the landlord according to the lease in c1.png?", "ask_scan"),
        ("What colour is the stamp on the postcard?", "ask_picture"),
        ("I scanned grandma's old photo. Who is standing on the left in c1.png?", "ask_picture"),
        ("I need this for my report. What breed is the dog in c1.png?", "ask_picture"),
        ("From each of these tickets I need the seat number", "ask_scan"),
        ("read the text of each, it's Latin and German so use lat+deu", "read_picture"),
        ("What is written on c1.png?", "read_picture"),
    ],
)
def test_what_stands_on_a_card_is_asked_of_its_print(calls, request_, tool):
    assert {name for name, _ in calls(request_, "c1.png")} == {tool}


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        ("For each of these receipts I need the date and the VAT amount", ["date", "VAT amount"]),
        ("What are the invoice number and the due date on c1.png?", ["invoice number", "due date"]),
        ("Give me the name, the address and the birthday from the form in c1.png", ["name", "address", "birthday"]),
        ("On the bill c1.png, how much do I owe and by when must I pay?", ["how much", "by when"]),
        ("Here is a scanned form, c1.png: what is the tax number and when was it signed?", ["tax number", "signed"]),
        ("What is the total on the receipt c1.png?", ["total"]),
        ("What are the terms and conditions on the ticket c1.png?", ["terms and conditions"]),
    ],
)
def test_each_thing_that_a_scan_is_asked_for_is_asked_by_itself(calls, request_, asked):
    done = calls(request_, "c1.png")
    assert [name for name, _ in done] == ["ask_scan"] * len(asked)
    assert all(part in values["question"] for part, (_, values) in zip(asked, done, strict=True))


def test_a_file_called_by_what_is_to_be_read_is_asked_what_stands_on_it(calls):
    assert calls("What does a seat in the gallery cost?", "playbill_1890.png")[0][0] == "ask_scan"


def test_the_files_of_a_kind_are_meant_where_they_stand_beside_others(calls):
    done = calls("May the photos be published, and is review.txt fit to publish too?", "a1.jpg", "b1.jpg", "review.txt")
    assert done == [("moderate_pictures", {"images": ["a1-1", "b1-1"]}), ("moderate", {"text": "review-1"})]


@pytest.mark.parametrize(
    ("request_", "tool", "values"),
    [
        ("Find the exit sign in a1.jpg and tell me whether the door is open. Confidence 0.3 is enough.",
         "find_objects", {"images": ["a1-1"], "things": ["exit sign"], "threshold": 0.3}),
        ("Segment a1.jpg: I only need the road and the pavement.", "segment_picture",
         {"images": ["a1-1"], "things": ["road", "pavement"]}),
        ("Rate a1.jpg against the caption: a bowl of ripe figs", "score_picture",
         {"images": ["a1-1"], "caption": "a bowl of ripe figs"}),
        ("Look for a person in a1.jpg, you should be at least 70% sure.", "detect_objects",
         {"images": ["a1-1"], "things": ["person"], "threshold": 0.7}),
        ("cut the person out of a1.jpg with everything behind transparent", "remove_background",
         {"images": ["a1-1"], "keep": ["person"]}),
        ("Put the mug in a1.jpg on a #ffcc00 ground, only keep the class cup", "replace_background",
         {"images": ["a1-1"], "background": "#ffcc00", "keep": ["cup"]}),
    ],
)  # fmt: skip
def test_details_stand_anywhere(calls, request_, tool, values):
    assert calls(request_, "a1.jpg")[0] == (tool, values)


def test_the_captions_of_a_sheet_may_be_told_first(calls):
    done = calls("The captions should read Spring and Autumn. Put a1.jpg and b1.jpg on a sheet.", "a1.jpg", "b1.jpg")
    assert done == [("make_sheet", {"images": ["a1-1", "b1-1"], "captions": ["Spring", "Autumn"]})]


def test_posting_is_no_work_for_a_tool_here(planner):
    names = {"a1-1": "a1.jpg"}
    plan = planner.plan(
        "put a1.jpg up on our shop's Instagram", Situation(names, tuple(names), (), {"a1-1": "picture"})
    )
    assert not plan.nodes
    assert "posting" in plan.refusals[0]
