from agents.planning.reading import LONGEST, read


def test_files_and_quotations_leave_marks():
    reading = read("Translate 'Good morning, all' and describe 'photo.jpg', then answer \"Who is it?\".")

    assert reading.masked == "Translate QTEXT and describe IMGFILE , then answer QQUESTION ."
    assert [(file.name, file.kind) for file in reading.files] == [("photo.jpg", "image")]
    assert [quote.text for quote in reading.passages] == ["Good morning, all"]
    assert [quote.text for quote in reading.questions] == ["Who is it?"]


def test_an_apostrophe_opens_no_quotation():
    assert read("I don't know what's in the dog's bowl").quotes == ()


def test_curly_quotation_marks_are_quotation_marks():
    assert [quote.text for quote in read("Read “good night” aloud").quotes] == ["good night"]


def test_a_file_to_make_is_not_at_hand():
    reading = read("Draw 'a red kite' and save it as kite.png; base it on sky.jpg")

    assert [(file.name, file.to_make) for file in reading.files] == [("kite.png", True), ("sky.jpg", False)]
    assert reading.kinds["image"] == 1


def test_only_both_ends_of_a_long_request_are_looked_at():
    reading = read("Summarize this. " + "word " * 5000 + "Then translate it.")

    assert len(reading.masked) == LONGEST + 1
    assert reading.masked.startswith("Summarize")
    assert reading.masked.endswith("translate it.")


def test_a_request_without_letters_is_read():
    assert read(" \t¿¡ 🙂 '''' \"\" ").files == ()


def test_a_quotation_is_given_as_it_was_written():
    assert [quote.text for quote in read("Summarize ‘It’s late, isn’t it’ please").quotes] == ["It’s late, isn’t it"]
