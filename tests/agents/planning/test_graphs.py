from agents.planning.graphs import sorted_by_links, without_circles


def test_a_circle_loses_its_least_likely_link(domain):
    links = {
        ("Translation", "Summarization"): 0.9,
        ("Summarization", "Text Generation"): 0.8,
        ("Text Generation", "Translation"): 0.3,
    }

    assert without_circles(links, domain.by_name) == [
        ("Translation", "Summarization"),
        ("Summarization", "Text Generation"),
    ]


def test_a_tool_that_takes_one_picture_is_fed_by_one_maker(domain):
    links = {("Text-to-Image", "Depth Estimation"): 0.6, ("Image Editing", "Depth Estimation"): 0.5}

    assert without_circles(links, domain.by_name) == [("Text-to-Image", "Depth Estimation")]


def test_makers_come_before_what_they_feed():
    assert sorted_by_links(["b", "c", "a"], [("a", "b")]) == ("c", "a", "b")
