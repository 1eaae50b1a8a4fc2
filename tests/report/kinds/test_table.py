import pytest

from signkit.evaluation.answers.table import ANSWERS
from signkit.report.kinds.table import KINDS, UNKNOWN, kind_of
from signkit.report.texts import LANGUAGES, texts


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_found_by_its_name_and_has_its_words(name):
    kind = kind_of({"kind": name}, ANSWERS["classes"])
    assert kind is KINDS[name]
    for language in LANGUAGES:
        words = texts(language, kind.name)
        assert kind.card in words["card_uses"]
        assert all(sentence in words for sentence in kind.takes.values())


def test_a_folder_that_lost_its_settings_is_known_by_what_it_answers():
    assert kind_of(None, ANSWERS["sentences"]) is KINDS["text"]
    assert kind_of(None, ANSWERS["labels"]) is kind_of({}, ANSWERS["sentences"]) is UNKNOWN
    assert UNKNOWN.hands


def test_what_is_said_of_a_models_parts():
    words = texts()
    clip = {"settings": {"option": "C", "temporal": "recurrent", "frames": 48, "pictures": 4}}
    said = ", ".join(KINDS["clip"].made_of(clip, words))
    assert said.startswith("option C")
    assert "48" in said
    assert "4" in said
    thing = {"settings": {"mode": "simple", "model": "cnn", "backbone": ""}}
    assert KINDS["image"].made_of(thing, words)[1] == "a small convolutional network"
    assert KINDS["image"].inputs(thing) == {"image_input"}
    assert not KINDS["image"].has_backbone(thing)
