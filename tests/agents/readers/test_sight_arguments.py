"""Which arguments a clause about pictures gives, for the tool that serves it."""

import pytest

from agents.calls.filling import CannotFill, beside, fill
from agents.choosing.unserved import unserved
from agents.parsing.clauses import parse
from agents.specialists import offers

OFFERS = {offer.name: offer for offer in offers()}
FILES = {"photo-1": "photo.jpg", "other-1": "other.jpg", "third-1": "third.jpg", "story-1": "story.txt"}
KINDS = dict.fromkeys(("photo-1", "other-1", "third-1"), "picture")


def given(tool, said, files=("photo-1",)):
    """What the clause gives `tool`, besides the pictures themselves."""
    clause = parse(said, FILES, KINDS).clauses[0]
    values = fill(clause, OFFERS[tool], files, False)
    return {name: value for name, value in values.items() if name not in ("images", "image", "text")}


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("Where in this picture is the fire extinguisher?", ["fire extinguisher"]),
        ("mark the stethoscope and the pulse oximeter in the tray photo", ["stethoscope", "pulse oximeter"]),
        ("I should like the brass weathervane in this photograph marked", ["brass weathervane"]),
        ("Please look for spectacles and walking sticks in my family picture.", ["spectacles", "walking sticks"]),
        ("draw a box round the smoke detector in photo.jpg", ["smoke detector"]),
        ("open-vocab detect: usb cable, raspberry pi, heat sink", ["usb cable", "raspberry pi", "heat sink"]),
        ("Can you see where the exit sign hangs in these hallway photos?", ["exit sign"]),
        ("find the man with the blue umbrella in photo.jpg, please", ["man with the blue umbrella"]),
        ("find the scoreboard in photo.jpg", ["scoreboard"]),
    ],
)
def test_things_to_find_are_named_without_the_words_around_them(said, things):
    assert given("find_objects", said) == {"things": things}


def test_how_sure_and_in_which_form_is_no_part_of_a_thing():
    said = "cut each wax seal out of photo.jpg as a picture of its own, surer than 0.3"
    assert given("find_objects", said) == {"things": ["wax seal"], "threshold": 0.3, "cut_out": True}


def test_a_thing_that_is_only_pointed_at_is_asked_for():
    with pytest.raises(CannotFill, match="Which things"):
        given("find_objects", "draw a box around it")


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("flag every cup and bottle on the table in photo.jpg", {"things": ["cup", "bottle"]}),
        ("draw rectangles around the people in the cropped still", {"things": ["person"]}),
        ("run a detector on this, thresh 0.7", {"threshold": 0.7}),
        ("find the cars in it, at least like 80% sure", {"things": ["car"], "threshold": 0.8}),
        ("save every cow as a separate picture", {"things": ["cow"], "cut_out": True}),
        ("cut each bird from photo.jpg", {"things": ["bird"], "cut_out": True}),
        ("run facebook/detr-resnet-50 on photo.jpg", {"model": "facebook/detr-resnet-50"}),
    ],
)
def test_what_is_detected_how_surely_and_whether_cut_out(said, values):
    assert given("detect_objects", said) == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Show me which pixels in photo.jpg are floor", {"things": ["floor"]}),
        ("I need black and white masks of the person and the bed in photo.jpg", {"things": ["person", "bed"]}),
        ("Give me an area map of it: wall, ceiling, floor", {"things": ["wall", "ceiling", "floor"]}),
        ("Segment photo.jpg into road, pavement and sky, pixel by pixel", {"things": ["road", "pavement", "sky"]}),
        ("Run instance segmentation on the key frames, cars only", {"things": ["car"], "kind": "instance"}),
        ("Make a mask for each area of this photo", {}),
        ("Segment every frame by class", {"kind": "semantic"}),
        ("Could you colour the areas of the terrace picture by what they are, with a legend?", {}),
    ],
)
def test_areas_are_those_that_are_named(said, values):
    assert given("segment_picture", said) == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("remove the background of photo.jpg, retaining the ring only", {"keep": ["ring"]}),
        ("remove the lawn from photo.jpg so just the puppy is left", {"keep": ["puppy"]}),
        ("make the surroundings of the vase transparent, keeping the flowers as well", {"keep": ["vase", "flowers"]}),
        ("cut the cat out of photo.jpg", {"keep": ["cat"]}),
        ("clip the two horses out of photo.jpg, rest see-through", {"keep": ["horse"]}),
        ("cut the subject out of photo.jpg", {}),
        (
            "just the orchid please, transparent everywhere else: the class to keep is called flower",
            {"keep": ["flower"]},
        ),
        ("remove the background of photo.jpg; the object that should stay is a bicycle", {}),
        ("remove the background of photo.jpg and keep the person class", {"keep": ["person"]}),
        ("clear the backdrop of photo.jpg and keep only the class potted plant", {"keep": ["potted plant"]}),
    ],
)
def test_what_stays_is_what_is_said_to_stay(said, values):
    assert given("remove_background", said) == values


@pytest.mark.parametrize(
    ("said", "background"),
    [
        ("put the white dog in photo.jpg on a black background", "black"),
        ("replace the wall in photo.jpg with light grey", "lightgrey"),
        ("make the surroundings of the cat in this shot fuzzy", "blur"),
        ("set the dog in photo.jpg in front of other.jpg", "other-1"),
        ("use other.jpg as the new backdrop for photo.jpg and third.jpg", "other-1"),
        ("I should like other.jpg set behind the subject of photo.jpg", "other-1"),
    ],
)
def test_a_background_is_a_colour_a_blur_or_the_picture_that_is_said_to_be_it(said, background):
    assert given("replace_background", said)["background"] == background


def test_a_picture_that_becomes_the_background_is_not_worked_on():
    clause = parse("use other.jpg as the backdrop for photo.jpg", FILES, KINDS).clauses[0]
    assert beside(clause, OFFERS["replace_background"]) == ("other-1",)
    plain = parse("put photo.jpg on a white background", FILES, KINDS).clauses[0]
    assert beside(plain, OFFERS["replace_background"]) == ()


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Which of our photos show a wheelchair?", {"query": "a wheelchair"}),
        (
            "I need the photos with hand gel dispensers in them, at most six",
            {"query": "hand gel dispensers", "count": 6},
        ),
        ("search these thirty photos for a birthday cake, best hits first", {"query": "a birthday cake"}),
        ("Find me the four shots where there's snow on the paddock", {"query": "snow on the paddock", "count": 4}),
        ("From the cutouts bring me those that show ceramic bowls", {"query": "ceramic bowls"}),
        ("I require the three images most closely resembling other.jpg", {"like": "other-1", "count": 3}),
        ("Take other.jpg as the example and dig up similar ones", {"like": "other-1"}),
        ("Find other photos like this one", {"like": "photo-1"}),
    ],
)
def test_pictures_are_sought_by_what_they_show_or_by_another_one(said, values):
    assert given("search_pictures", said) == values


def test_the_example_is_none_of_the_pictures_that_are_looked_through():
    clause = parse("find 2 pictures that look like photo.jpg", FILES, KINDS).clauses[0]
    found = fill(clause, OFFERS["search_pictures"], ("photo-1",), False)
    assert found == {"like": "photo-1", "count": 2}


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("match my pics to grunge, preppy, y2k or goth", ["grunge", "preppy", "y2k", "goth"]),
        (
            "is photo.jpg a 'tiled roof', a 'thatched roof' or a 'flat roof'?",
            ["tiled roof", "thatched roof", "flat roof"],
        ),
        ("zero-shot labels on photo.jpg: login page, dashboard", ["login page", "dashboard"]),
        ("which of ripe, unripe, rotten suits photo.jpg best", ["ripe", "unripe", "rotten"]),
        ("is this a sunrise or a sunset, with a score for each", ["sunrise", "sunset"]),
        ("clip zero-shot, labels cat/dog/other, all imgs", ["cat", "dog", "other"]),
        ("sort every cutout into vintage or modern for me", ["vintage", "modern"]),
    ],
)
def test_labels_are_read_without_what_is_said_beside_them(said, labels):
    assert given("match_picture", said)["labels"] == labels


def test_a_template_is_no_label():
    said = "with the template 'a map of {}', label photo.jpg as 'forest' or 'city'"
    assert given("match_picture", said) == {"labels": ["forest", "city"], "template": "a map of {}"}


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("the ten most probable categories for photo.jpg", 10),
        ("two guesses apiece, please", 2),
        ("run the classifier over photo.jpg, k=3", 3),
        ("give me the single best class for photo.jpg", 1),
        ("let a ResNet-50 guess what photo.jpg is, top 8", 8),
        ("what most likely is photo-1?", None),
    ],
)
def test_guesses_are_counted_and_names_are_not(said, count):
    assert given("classify_picture", said).get("count") == count


@pytest.mark.parametrize(
    ("said", "factor"),
    [
        ("enlarge photo.jpg by a factor of four", 4),
        ("the picture ought to be enlarged fourfold", 4),
        ("upscale photo.jpg to 200 %", 2),
        ("upscale photo.jpg with some/swin2SR-sr-x2-64", None),
        ("superres this thumb, it is only 200px wide", None),
    ],
)
def test_a_factor_is_said_in_figures_or_in_words(said, factor):
    assert given("enlarge_picture", said).get("factor") == factor


@pytest.mark.parametrize(
    ("said", "values"),
    [
        (
            "one sheet of them, captioned Before and After, four to a row",
            {"captions": ["Before", "After"], "columns": 4},
        ),
        ('tile them side by side with captions "light" and "dark"', {"captions": ["light", "dark"]}),
        ("put them on one page with the captions you just wrote", {}),
        ("contact sheet of all, cols=3", {"columns": 3}),
    ],
)
def test_a_sheet_has_the_captions_and_columns_that_are_said(said, values):
    assert given("make_sheet", said) == values


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("do story.txt and photo.jpg make Tesla look good or bad?", "Tesla"),
        ("does story.txt with its photo speak well of Nordzucker?", "Nordzucker"),
        ("are story.txt and photo.jpg favourable or adverse to Mr Kearns?", "Mr Kearns"),
        ("sentiment of story.txt + photo.jpg, subject Siemens", "Siemens"),
        ("are story.txt and its picture positive or negative?", None),
    ],
)
def test_an_article_is_judged_about_what_is_named(said, subject):
    assert given("judge_article", said, ("story-1",)).get("subject") == subject


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("type up the label in photo.jpg, it's printed in German", "deu"),
        ("read photo.jpg, language is Dutch", "nld"),
        ("tesseract on photo.jpg, lang=deu+eng", "deu+eng"),
        ("read the text in photo.jpg", None),
    ],
)
def test_the_language_of_print_is_as_tesseract_calls_it(said, language):
    assert given("read_picture", said).get("language") == language


def test_where_a_picture_was_taken_is_told_only_where_it_is_wanted():
    assert given("describe_picture", "where was photo.jpg shot?") == {"location": True}
    assert given("describe_picture", "list its metadata, GPS left out") == {}


def test_a_caption_is_what_is_said_and_not_the_picture():
    assert given("score_picture", "rate this caption on my pic: a skater mid kickflip") == {
        "caption": "a skater mid kickflip"
    }
    with pytest.raises(CannotFill, match="Which caption"):
        given("score_picture", "how well does it fit this photo?")


CRACKS = ["hairline crack", "corroded bolt"]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Find any hairline crack and any corroded bolt in photo.jpg", {"things": CRACKS}),
        ("find either a hairline crack or a corroded bolt in photo.jpg", {"things": CRACKS}),
        ("look in photo.jpg for a hairline crack and a corroded bolt, boxes drawn", {"things": CRACKS}),
        ("check photo.jpg for a hairline crack or a corroded bolt", {"things": CRACKS}),
        ("photo.jpg: find the hairline crack, the corroded bolt", {"things": CRACKS}),
        ("mark the hairline crack and the corroded bolt in photo.jpg for our insurer", {"things": CRACKS}),
        ("find a hairline crack, a corroded bolt in photo.jpg, we had both there last year", {"things": CRACKS}),
        (
            "locate the hairline crack and the corroded bolt in photo.jpg, anything scoring above 0.15 counts",
            {"things": CRACKS, "threshold": 0.15},
        ),
        (
            "find a hairline crack and a corroded bolt in photo.jpg, each as its own crop, from a score of 0.2 upwards",
            {"things": CRACKS, "threshold": 0.2, "cut_out": True},
        ),
        ("find the letter box and the mail boxes in photo.jpg", {"things": ["letter box", "mail boxes"]}),
    ],
)
def test_remarks_on_form_reasons_and_sureness_are_no_things(said, values):
    assert given("find_objects", said) == values


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("which share of photo.jpg is vegetation?", ["vegetation"]),
        ("what percentage of photo.jpg is covered by water?", ["water"]),
        ("semantic segmentation of photo.jpg restricted to rock and sky", ["rock", "sky"]),
        ("segment photo.jpg, but only the lawn and the hedge", ["lawn", "hedge"]),
        ("make instance masks of the cars in photo.jpg", ["car"]),
    ],
)
def test_areas_are_told_in_shares_and_limits_too(said, things):
    assert given("segment_picture", said)["things"] == things


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("blur the background of photo.jpg but keep the dog and the boy sharp", ["dog", "boy"]),
        ("keep only the cat in photo.jpg and not the flowerpot", ["cat"]),
        ("make everything in photo.jpg transparent except the teapot", ["teapot"]),
        ("strip the background from photo.jpg, and keep just the guitar as it is", ["guitar"]),
        ("both the man and his dog in photo.jpg should remain", ["man", "dog"]),
    ],
)
def test_what_is_kept_is_named_without_how_it_is_kept(said, things):
    assert given("remove_background", said)["keep"] == things


@pytest.mark.parametrize(
    ("said", "background"),
    [
        ("put a white background behind the object in photo.jpg and other.jpg", "white"),
        ("change the background of photo.jpg from green to white", "white"),
        ("replace the background of photo.jpg with other.jpg", "other-1"),
    ],
)
def test_a_colour_said_of_the_background_comes_before_a_second_picture(said, background):
    assert given("replace_background", said, ("photo-1", "other-1"))["background"] == background


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("tag photo.jpg as ripe, unripe or rotten pls, I need it by noon", ["ripe", "unripe", "rotten"]),
        ("classify photo.jpg with the labels indoor and outdoor", ["indoor", "outdoor"]),
        ("which label fits photo.jpg, crushed box or intact box?", ["crushed box", "intact box"]),
        ("sort photo.jpg under damaged or undamaged, since the insurer asks for it", ["damaged", "undamaged"]),
        ("sort photo.jpg into copper, brass or bronze and show me all the scores", ["copper", "brass", "bronze"]),
        ("use the labels 'map' and 'drawing' to classify photo.jpg, template 'an archival {}'", ["map", "drawing"]),
        ("sort photo.jpg among these classes: A-class yacht, dinghy", ["A-class yacht", "dinghy"]),
    ],
)
def test_reasons_and_wishes_behind_labels_are_none(said, labels):
    assert given("match_picture", said)["labels"] == labels


@pytest.mark.parametrize(
    ("said", "caption"),
    [
        ("score photo.jpg against the sentence: two children on a swing", "two children on a swing"),
        ("how closely does photo.jpg match the description an old mill?", "an old mill"),
        ("how well does photo.jpg fit a heron in the reeds? Use openai/clip-vit-base-patch16.", "a heron in the reeds"),
    ],
)
def test_a_caption_is_told_from_the_words_that_call_it_one(said, caption):
    assert given("score_picture", said)["caption"] == caption


@pytest.mark.parametrize(
    ("said", "values"),
    [
        (
            "look through my pictures for a broken statue and give me the two best hits",
            {"query": "a broken statue", "count": 2},
        ),
        ("look for shots with a rainbow, I think there were two", {"query": "a rainbow"}),
        ("look for pictures showing a bride and groom, no more than four", {"query": "a bride and groom", "count": 4}),
    ],
)
def test_what_is_sought_ends_where_remarks_begin(said, values):
    assert given("search_pictures", said) == values


def test_a_search_through_all_pictures_names_none():
    clause = parse("somewhere in my pictures there is one with a forklift", FILES, KINDS).clauses[0]
    assert "images" not in fill(clause, OFFERS["search_pictures"], ("photo-1", "other-1"), False)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("what is the vase in photo.jpg made of", "what is the vase made of"),
        ("for our records: is the man in photo.jpg wearing a hat?", "is the man wearing a hat?"),
        (
            "there are three of them, and for photo.jpg I need to know what date is printed on it",
            "what date is printed on it",
        ),
        ("is the gate in photo.jpg open or shut, please?", "is the gate open or shut?"),
        ("know who issued the certificate in photo.jpg", "who issued the certificate"),
        ("we argue about it, so answer briefly: what breed is the dog in photo.jpg?", "what breed is the dog?"),
        ("what sport is that in photo.jpg, and give me three answers", "what sport is that"),
    ],
)
def test_a_question_is_put_without_what_is_said_around_it(said, question):
    assert given("ask_picture", said)["question"] == question


@pytest.mark.parametrize(
    ("said", "tokens"),
    [
        ("explain the chart in photo.jpg, 400 tokens max", 400),
        ("explain the chart in photo.jpg in at most 250 tokens", 250),
        ("explain the chart in photo.jpg (max_tokens=80)", 80),
        ("explain the chart in photo.jpg, limit 600 tokens", 600),
    ],
)
def test_how_long_an_answer_may_be_is_no_part_of_the_prompt(said, tokens):
    assert given("discuss_picture", said) == {"prompt": "explain the chart in the picture", "max_tokens": tokens}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("put them on one sheet, 3 next to each other", {"columns": 3}),
        ("a sheet of all where the columns should be two", {"columns": 2}),
        ("a 2 x 2 grid of them", {"columns": 2}),
        ("side by side with the captions before and after", {"captions": ["before", "after"]}),
        ("one sheet, titles: Ada, Bea and Cleo", {"captions": ["Ada", "Bea", "Cleo"]}),
        ("one sheet, the first called winter and the second summer", {"captions": ["winter", "summer"]}),
    ],
)
def test_a_sheet_is_laid_out_in_other_words_too(said, values):
    assert given("make_sheet", said) == values


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("OCR photo.jpg please, the text is German", "deu"),
        ("OCR photo.jpg with the Latin model", "lat"),
        ("set the recognition language of photo.jpg to deu", "deu"),
        ("extract the words from photo.jpg, use nld as the language", "nld"),
        ("tesseract photo.jpg -l deu+eng", "deu+eng"),
        ("read photo.jpg, it should be Polish or Czech", "pol+ces"),
        ("read photo.jpg and translate it into German", None),
    ],
)
def test_any_language_said_of_print_is_that_of_the_print(said, language):
    assert given("read_picture", said).get("language") == language


@pytest.mark.parametrize(
    ("said", "capability"),
    [
        ("stitch photo.jpg and other.jpg into a panorama", "panoramas"),
        ("correct the barrel distortion in photo.jpg", "lens correction"),
        ("trace photo.jpg as an SVG", "vector graphics"),
        ("make a point cloud from photo.jpg and other.jpg", "three dimensional models"),
        ("merge photo.jpg and other.jpg into one HDR image", "merging exposures"),
        ("rotate photo.jpg by 90 degrees", "picture files"),
        ("train a LoRA on photo.jpg", "training models"),
        ("find the panorama poster in photo.jpg", ""),
        ("describe the lens distortion in photo.jpg", ""),
        ("crop the cats out of photo.jpg", ""),
        ("make a picture of a mountain panorama", ""),
    ],
)
def test_what_no_tool_does_is_known_from_what_one_does(said, capability):
    assert unserved(parse(said, FILES, KINDS).clauses[0])[0] == capability
