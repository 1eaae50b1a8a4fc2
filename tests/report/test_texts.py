import re
import string
import tomllib

import pytest

from signkit.data.group_kinds import KINDS, plural
from signkit.errors import SettingsError
from signkit.report.texts import FOLDER, LANGUAGES, texts


def placeholders(value):
    """The names in braces of a sentence, or of each sentence of a table."""
    if isinstance(value, dict):
        return {name: placeholders(sentence) for name, sentence in value.items()}
    return {field for _, field, _, _ in string.Formatter().parse(value) if field is not None}


def test_percent():
    words = texts()
    assert words.percent(0.9241).split() == ["92.4", "%"]
    assert words.percent(1.0).split() == ["100.0", "%"]
    assert words.percent(0.9999).split() == ["99.9", "%"]  # one mistake in ten thousand is one
    assert words.percent(0.996, 0).split() == ["99", "%"]
    assert words.percent(None) == words.percent(float("nan")) == "–"


def test_the_figure_that_runs_are_ranked_by():
    assert texts().score(0.213).split() == ["21.3", "%"]
    assert texts("en", "text").score(0.213) == "21.3"  # points of BLEU
    assert texts("id", "text").score(None) == "–"


def test_numbers():
    words = texts()
    assert words.counted(12345) == "12,345"
    assert words.probability(0.0004) == "< .001"
    assert words.probability(0.0042) == "= .004"
    assert words.probability(0.62) == "= .62"
    assert words.probability(1.0) == "= 1.00"


def test_indonesian_numbers():
    words = texts("id")
    assert words.percent(0.9241) == "92,4%"
    assert words.number(1234.5) == "1.234,5"
    assert words.counted(12345) == "12.345"
    assert words.probability(0.0004) == "< 0,001"
    assert words.probability(0.62) == "= 0,62"
    assert words.duration(750) == "12 menit 30 detik"
    assert words.duration(3 * 3600 + 125) == "3 jam 2 menit"


def test_duration():
    words = texts()
    assert words.duration(9.6) == "10 s"
    assert words.duration(750) == "12 min 30 s"
    assert words.duration(3 * 3600 + 125) == "3 h 2 min"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_with_the_same_blanks(language):
    english, other = texts(), texts(language)
    assert set(other) == set(english)
    for name, sentence in english.items():
        assert placeholders(other[name]) == placeholders(sentence), name


@pytest.mark.parametrize(
    "variants", [("image",), ("clip",), ("labels",), ("image", "labels"), ("text",)]
)
def test_variants_say_other_sentences_with_blanks_that_are_filled(variants):
    base = texts()
    english, indonesian = (texts(language, *variants) for language in ("en", "id"))
    assert set(english) == set(indonesian)
    assert any(english[name] != said for name, said in base.items())
    for name, sentence in english.items():
        assert placeholders(indonesian[name]) == placeholders(sentence), name
        if isinstance(sentence, str) and name in base:
            # The caption of a right answer is filled in as that of a wrong one is.
            filled = base["attention_wrong" if name == "attention_right" else name]
            assert placeholders(sentence) <= placeholders(filled), name


def test_photos_alone_are_spoken_of_without_signs():
    parts = ("warn_", "thesis_", "card_", "unknown", "versus_", "copies", "attention_lead")
    left_out = (
        "thesis_gap",
        "warn_hands",
        "card_landmark",
        "thesis_inputs",
        "card_not",
        "card_uses",
        "card_clip",
        "card_signs",  # of tasks that photos alone don't have
        "thesis_zero_shot",
        "warn_groups_unsaid",  # of what people leave open, which photos alone are not asked
    )
    for name, said in texts("en", "image").items():
        if name.startswith(parts) and not name.startswith(left_out):
            assert not any(word in str(said) for word in ("signs", "signer", "people's hand")), name


def test_words_are_taken_as_they_are():
    words = texts("id", "image")
    assert texts(words) is words


def test_an_unknown_language_is_refused_with_those_that_are_there():
    with pytest.raises(SettingsError, match="en"):
        texts("tlh")


def test_a_word_for_what_groups_are_takes_its_place():
    words = texts("en", groups="background")
    assert (words["split_groups"], words["over_groups"]) == (
        "Backgrounds",
        "over {number} unseen backgrounds",
    )
    assert texts("id", groups="background")["by_group"] == (
        "Akurasi tiap latar belakang pada data uji"
    )
    assert "batch of files" in texts("en", groups="batch of files/batches of files")["by_group"]
    assert texts("en", groups="batch of files/batches of files")["split_groups"] == (
        "Batches of files"
    )
    assert texts("en", groups="kostum")["split_groups"] == "Kostums"
    assert texts("id", groups="kostum")["split_groups"] == "Kostum"
    said = [texts(groups=kind).people for kind in ("signer", "person", "session", "kostum", "")]
    assert said == [True, True, False, False, None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variants", [(), ("image",), ("clip",), ("labels",), ("text",)])
def test_no_place_of_a_groups_word_is_left_open(language, variants):
    for name, said in texts(language, *variants, groups="session").items():
        assert "<" not in str(said).replace("< {before}", ""), name


def test_every_kind_of_group_has_its_words():
    for language in LANGUAGES:
        assert set(texts(language)["group_words"]) == {"group", *KINDS}
    for kind, said in texts()["group_words"].items():
        assert (said["one"], said["several"]) == (kind, plural(kind.replace("group", "")))


# Said of photos alone, of several labels, or of what a photo's attention shows.
NEVER_OF_CLIPS = re.compile(r"attention_|constant_labels|card_image_input|folds_result_labels")


@pytest.mark.parametrize(("language", "word"), [("en", r"\bphotos?\b"), ("id", r"\bfoto\b")])
def test_clips_are_never_called_photos(language, word):
    words = texts(language, "clip")
    apart = ("compare.toml", "groups.toml", "search.toml")
    names = {
        name
        for file in (FOLDER / language).glob("*.toml")
        if file.name not in apart
        for name in tomllib.loads(file.read_text(encoding="utf-8"))
    }
    said = {n: re.sub(r"{[^}]*}", "", words[n]) for n in names if isinstance(words[n], str)}
    wrong = {name for name, text in said.items() if re.search(word, text)}
    assert {name for name in wrong if not NEVER_OF_CLIPS.match(name)} == set()


@pytest.mark.parametrize(
    ("variants", "said"), [((), "Photos"), (("clip",), "Clips"), (("image", "labels"), "Photos")]
)
def test_a_sample_is_called_what_the_run_looks_at(variants, said):
    assert texts("en", *variants)["wall"] == f"{said} of the test"
    for language in LANGUAGES:
        words = texts(language, *variants)
        assert not any(re.search("<[Uu]nits?>", str(sentence)) for sentence in words.values())
