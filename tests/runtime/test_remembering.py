import threading

import numpy as np

from runtime.runners.remembering import Remembering


class Counting:
    """An encoder whose vectors tell the text, and which counts what it was given."""

    name, dimension = "counting", 2

    def __init__(self):
        self.given = []

    def __call__(self, texts):
        self.given.extend(texts)
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_a_text_is_embedded_once_and_order_is_kept():
    encoder = Counting()
    remembering = Remembering(encoder)

    remembering(["a", "bb"])

    assert remembering(["bb", "ccc", "a", "ccc"])[:, 0].tolist() == [2, 3, 1, 3]
    assert encoder.given == ["a", "bb", "ccc"]


def test_what_was_used_least_recently_is_forgotten_first():
    encoder = Counting()
    remembering = Remembering(encoder, most=2)

    for text in ("a", "bb", "a", "ccc", "a"):
        remembering([text])
    remembering(["bb"])

    assert encoder.given == ["a", "bb", "ccc", "bb"]


def test_no_texts_give_an_empty_array():
    assert Remembering(Counting())([]).shape == (0, 2)


def test_the_encoders_own_attributes_are_there():
    assert Remembering(Counting()).name == "counting"


def test_threads_get_right_vectors_while_texts_are_forgotten():
    remembering = Remembering(Counting(), most=3)
    wrong = []

    def work(offset):
        for step in range(200):
            texts = ["x" * (1 + (offset + step + k) % 9) for k in range(4)]
            if remembering(texts)[:, 0].tolist() != [len(text) for text in texts]:
                wrong.append(texts)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
