import json

import pytest

from signkit.report.answers.sentence_words import parts_of, thesis
from signkit.report.card import model_card
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts


def said(folder, language="en"):
    text = " ".join(thesis(read_record(folder), texts(language, "text"))["sentences"])
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_thesis_says_what_qualifies_the_result(make_text_run):
    folder = make_text_run()
    found, text = json.loads((folder / "metrics.json").read_text())["translation"], said(folder)
    beam, new = found["beam"], found["new"]
    assert "from gloss to de (a transformer that reads" in text
    assert "7,679 sentence pairs: 7,096 for training, 519 for validation and 64 for" in text
    assert "was given with the data" in text
    assert "7 of 64 pairs of the test stand word for word in the training" in text
    assert f"BLEU-4 of {' / '.join(f'{value:.1f}' for value in beam['bleu'])} (" in text
    assert "beam search (width 5, length penalty 1.6)" in text
    assert f"(sacreBLEU {beam['signature']})" in text
    assert (
        f"On the 57 of them whose pair is not in the training, BLEU-4 is {new['bleu'][3]:.1f}"
        in (text)
    )
    assert "one training run" in text
    assert "MediaPipe" not in text


def test_a_random_split(make_text_run):
    text = said(make_text_run(strategy="random", seen=0))
    assert "The pairs were split at random." in text
    assert "of them whose pair" not in text
    assert "acak" in said(make_text_run("other", strategy="random"), "id")


def test_sizes_that_are_not_on_record_are_left_out():
    words = texts("en", "text")
    assert "blocks" not in parts_of({"settings": {"seed": 2}}, words)
    assert parts_of({"settings": {"seed": 2}}, words).endswith("seed 2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_settings_the_result_stands_alone(make_text_run, language):
    folder = make_text_run()
    (folder / "settings.json").unlink()
    assert "BLEU-4" in said(folder, language)
    (folder / "metrics.json").unlink()
    assert thesis(read_record(folder), texts(language, "text")) is None


@pytest.mark.parametrize("gone", [None, "settings.json", "metrics.json"])
def test_the_card(make_text_run, gone):
    folder = make_text_run()
    if gone:
        (folder / gone).unlink()
    card = model_card(read_record(folder), texts("en", *read_record(folder).variants), "now")
    assert "## Intended use" in card
    assert ("64 sentence pairs." in card) is (gone != "settings.json")
    assert ("BLEU-4, with a beam, 57 new pairs alone" in card) is (gone != "metrics.json")
    if gone != "settings.json":
        assert 'translator = Translator.load(".")  # this card\'s folder' in card
        assert 'translator.translate(["..."])' in card
        assert "load_model" not in card
        assert "source_input" not in card
        assert "photo" not in card
        assert "labels.json" not in card
