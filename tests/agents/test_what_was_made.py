"""What a clause works on when an earlier one made it: what was found, written, cut out, joined or tidied."""

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers

KINDS = {"jpg": "picture", "mp3": "sound", "mp4": "video"}


@pytest.fixture(scope="module")
def fed(encoder):
    """Request and files → each call's tool, and the calls that feed it."""
    planner = Planner(offers(), encoder)

    def fed(request, *files):
        titles = {file.partition(".")[0] + "-1": file for file in files}
        kinds = {name: KINDS.get(title.partition(".")[2], "document") for name, title in titles.items()}
        plan = planner.plan(request, Situation(titles, tuple(titles), kinds=kinds))
        assert not plan.refusals
        return [(node.offer.name, node.after) for node in plan.nodes]

    return fed


@pytest.mark.parametrize(
    "request_",
    [
        "Look up my note on the hedge and write a civil letter to my neighbour from it",
        "Look up what I noted about the trip, write a short message to the parents from it",
        "Recall the note about the trip. Draft a message to the parents based on it.",
        "Recall the note about the roof and turn it into a poem",
        "What did I note about the roof? Make that into a letter to the builder.",
        "Look up what I noted about the fair and write an invitation using what you found",
    ],
)
def test_a_text_is_written_from_the_note_that_was_recalled(fed, request_):
    assert fed(request_) == [("recall_note", ()), ("generate_text", (0,))]


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        ("Find the passages on leaks in a.pdf and draft a warning to the tenants out of them", "search_documents"),
        ("Search a.pdf for leaks and compose a short notice from what turns up", "search_documents"),
        ("How long is the notice period in a.pdf? Write an email to my landlord with the answer.",
         "answer_from_documents"),
        ("Read me page 4 of a.pdf and write a quiz about it", "read_file"),
        ("Summarise a.pdf and write three tweets from the summary", "summarize"),
        ("Summarise a.pdf in 3 sentences and draft a reply to my boss from that", "summarize"),
    ],
)  # fmt: skip
def test_a_text_is_written_from_what_was_found_read_or_summed_up(fed, request_, first):
    assert fed(request_, "a.pdf") == [(first, ()), ("generate_text", (0,))]


@pytest.mark.parametrize(
    ("request_", "then"),
    [
        ("Find the passages on leaks in a.pdf, shorten what you found to two sentences", "summarize"),
        ("Search a.pdf for leaks, then sum up whatever you find in two sentences", "summarize"),
        ("Find the passages on leaks in a.pdf, sum those up in two sentences", "summarize"),
        ("Find the passages on leaks in a.pdf and put those into Welsh", "translate"),
        ("Search a.pdf for leaks and put what comes up into French", "translate"),
        ("Look for leaks in a.pdf. What is the mood of what you found?", "judge_sentiment"),
        ("Find the passages on leaks in a.pdf and read them aloud", "read_aloud"),
    ],
)
def test_what_was_found_is_worked_on_however_it_is_called(fed, request_, then):
    assert fed(request_, "a.pdf") == [("search_documents", ()), (then, (0,))]


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        ('Pull six keywords out of a.txt and note them under "flood"', "extract_keywords"),
        ('Extract 5 keywords from a.txt and jot them down as a note called "tags"', "extract_keywords"),
        ('Detect the language of a.txt and note it under "language"', "detect_language"),
        ('Find in a.txt the exact words that tell who won, and write them down as a note under "win"', "find_answer"),
        ('Find the exact words in a.txt that say who won, and note those under "winner"', "find_answer"),
        ('Summarise a.txt and note the summary under "flood"', "summarize"),
        ('Summarise a.txt and make a note of the gist under "flood"', "summarize"),
        ("Who signed a.txt? Keep the answer as a note called signer", "answer_from_documents"),
        ('What is the deadline in a.txt? Write that down under "deadline".', "answer_from_documents"),
    ],
)
def test_what_any_tool_came_to_can_be_noted(fed, request_, first):
    assert fed(request_, "a.txt") == [(first, ()), ("write_note", (0,))]


def test_the_summary_that_is_noted_is_no_list_that_came_after_it(fed):
    asked = 'Summarise a.txt and list the people in it. Save the summary as a note under "sum".'
    assert fed(asked, "a.txt")[-1] == ("write_note", (0,))


def test_that_sentence_is_the_one_that_was_found(fed):
    asked = "Find the sentence in a.txt that says who won and translate that sentence into German"
    assert fed(asked, "a.txt") == [("find_answer", ()), ("translate", (0,))]


@pytest.mark.parametrize(
    "request_",
    [
        "Look up the note on the boiler and sum up what we know in two sentences",
        "Look up the note on the boiler and sum up what it says",
    ],
)
def test_what_a_note_says_is_summed_up(fed, request_):
    assert fed(request_) == [("recall_note", ()), ("summarize", (0,))]


def test_a_sound_is_put_back_under_the_clip_it_was_taken_from(fed):
    asked = "Extract the audio from clip.mp4, bring it to -16 LUFS and put it back under the clip"
    assert fed(asked, "clip.mp4") == [("extract_sound", ()), ("edit_sound", (0,)), ("replace_sound", (1,))]


def test_see_who_begins_an_order_of_its_own(fed):
    asked = "Type up talk.mp3, then see who is mentioned in it"
    assert fed(asked, "talk.mp3") == [("transcribe", ()), ("find_entities", (0,))]


def test_the_spanish_that_was_made_is_read_out(fed):
    asked = "Summarise a.txt in four sentences, put these into Spanish and read the Spanish out"
    assert fed(asked, "a.txt") == [("summarize", ()), ("translate", (0,)), ("read_aloud", (1,))]


@pytest.mark.parametrize(
    ("request_", "then"),
    [
        ("Write a teaser for Thursday based on a.pdf, then check the grammar of the teaser", "check_grammar"),
        ("Draft a press release from a.pdf, give me five keywords of that press release", "extract_keywords"),
        ("Write a job advert for a baker from a.pdf. Which language is the advert in?", "detect_language"),
        ("Write a short speech from a.pdf, moderate the speech", "moderate"),
        ("Write four slogans from a.pdf and put the slogans into Danish", "translate"),
        ("Draft a complaint from a.pdf, then shorten the complaint to two sentences", "summarize"),
        ("Write a caption for the stall from a.pdf, and proofread the caption", "check_grammar"),
        ("Write a sad limerick from a.pdf and read the limerick aloud", "read_aloud"),
    ],
)
def test_what_was_written_is_called_by_the_name_it_was_ordered_by(fed, request_, then):
    assert fed(request_, "a.pdf") == [("generate_text", ()), (then, (0,))]


def test_a_file_that_is_named_is_worked_on_whatever_was_written_before(fed):
    asked = "Write a letter to the council about a.pdf, then summarise a.pdf"
    assert fed(asked, "a.pdf") == [("generate_text", ()), ("summarize", ())]


@pytest.mark.parametrize(
    "request_",
    [
        "Cut 1:00 to 2:00 out of talk.mp3 and write down what is said in that section",
        "Lift the questions from talk.mp3, that's 41:15 up to 1:02:30, and write down what is said in that part",
        "Cut 0:10 to 0:40 out of talk.mp3 and transcribe that bit",
        "Cut 0:10 to 0:40 out of talk.mp3 and transcribe this piece",
        "Trim talk.mp3 to the first minute and transcribe that stretch",
        "Cut 0:10 to 0:40 out of talk.mp3 and write down what is said in this segment",
    ],
)
def test_that_part_is_the_one_cut_out(fed, request_):
    assert fed(request_, "talk.mp3") == [("edit_sound", ()), ("transcribe", (0,))]


@pytest.mark.parametrize(
    "request_",
    [
        "Join a.mp4 and b.mp4 and put song.mp3 over the whole film",
        "a.mp4 first, then b.mp4, make one film of them and put song.mp3 over the whole film in place of our chatter",
        "Join a.mp4 and b.mp4, then put song.mp3 under the lot",
        "Put a.mp4 and b.mp4 one after another, and the whole thing should get song.mp3 as its sound",
        "Splice a.mp4 and b.mp4 into one film. The whole thing should get song.mp3 as its sound.",
        "First a.mp4, then b.mp4 as one film, and give the film song.mp3 as its sound",
        "Join a.mp4 and b.mp4, and song.mp3 should be the sound of the whole thing",
    ],
)
def test_the_whole_film_is_the_one_that_was_joined(fed, request_):
    assert fed(request_, "a.mp4", "b.mp4", "song.mp3") == [("join_videos", ()), ("replace_sound", (0,))]


@pytest.mark.parametrize(
    ("request_", "then"),
    [
        ("Join a.mp4 and b.mp4 and save the sound of the film as mp3", "extract_sound"),
        ("Put a.mp4 and b.mp4 one after another, then transcribe the whole thing", "transcribe"),
        ("Stick a.mp4 and b.mp4 together and then take 6 stills of the joined film", "extract_frames"),
        ("Join a.mp4 and b.mp4, then caption the video", "caption_video"),
    ],
)
def test_one_thing_is_meant_where_several_were_made_into_one(fed, request_, then):
    assert fed(request_, "a.mp4", "b.mp4") == [("join_videos", ()), (then, (0,))]


def test_each_of_the_videos_is_each_that_was_given(fed):
    asked = "Join a.mp4 and b.mp4, and tell me how long each of the videos is"
    assert fed(asked, "a.mp4", "b.mp4")[1:] == [("describe_video", ()), ("describe_video", ())]


@pytest.mark.parametrize(
    "request_",
    [
        "Tidy a.txt, sum up the result in one sentence and give me three keywords of it",
        "Clean up a.txt, summarise it, and give me 3 tags for it",
    ],
)
def test_it_is_what_took_the_files_place_and_not_what_was_made_of_that(fed, request_):
    assert fed(request_, "a.txt") == [("clean_text", ()), ("summarize", (0,)), ("extract_keywords", (0,))]


@pytest.mark.parametrize(
    "request_",
    [
        "Two clips of 4 seconds each: first a seed in dark soil, second a sunflower at noon. Then join them.",
        "Make two clips: the first of a seed in dark soil, the second of a sunflower at noon. Join both.",
        "Two videos please: one of a seed in dark soil, one of a sunflower at noon. Then join them in that order.",
        "Make 2 clips: first one a seed in dark soil, second one a sunflower at noon. Join the clips.",
    ],
)
def test_scenes_that_are_counted_are_made_one_by_one(fed, request_):
    assert fed(request_) == [("make_video", ()), ("make_video", ()), ("join_videos", (0, 1))]


@pytest.mark.parametrize(
    "request_",
    [
        "Turn every one of these character studies into a stained glass window, and lay the results out on one sheet",
        "I want every one of these class portraits redone as a sepia print. Then put all the prints on a single sheet.",
        "I'd like all of these sketches redone as watercolours and then the watercolours on one sheet",
        "Make each of these headshots into an oil painting and lay the paintings out on a sheet",
    ],
)
def test_what_each_picture_was_turned_into_is_laid_out(fed, request_):
    assert fed(request_, "a.jpg", "b.jpg") == [("edit_picture", ()), ("edit_picture", ()), ("make_sheet", (0, 1))]


@pytest.mark.parametrize(
    "request_",
    [
        "Translate a.txt into German if you would be so kind",
        "Translate a.txt into German, if you would.",
        "Translate a.txt into German, if you'd be so good",
        "Translate a.txt into German, if you please",
        "Translate a.txt into German if you have a minute.",
        "Would you translate a.txt into German, if it isn't too much bother?",
        "If it's no trouble, translate a.txt into German",
        "If that's all right with you, translate a.txt into German",
        "If you would be so kind as to translate a.txt into German",
        "If it isn't too much trouble, could you translate a.txt into German?",
    ],
)
def test_what_is_only_polite_is_no_condition(fed, request_):
    assert fed(request_, "a.txt") == [("translate", ())]


def test_what_was_just_made_is_meant_by_a_request_that_begins_with_it(encoder):
    files = {"rain-1": "rain.mp3", "video-1": "video"}
    here = Situation(
        files,
        ("video-1",),
        ("Make a 10 second video of a tram",),
        {"rain-1": "sound", "video-1": "video"},
        {"video-1": "make_video"},
    )
    plan = Planner(offers(), encoder).plan(
        "Drop its first two seconds, and then give the clip rain.mp3 as sound.", here
    )
    assert [(node.offer.name, node.after) for node in plan.nodes] == [("cut_video", ()), ("replace_sound", (0,))]
