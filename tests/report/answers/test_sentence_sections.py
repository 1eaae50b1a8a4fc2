import json

import pytest

from signkit.report.answers.sentence_sections import comparison, headline, overview
from signkit.report.answers.sentence_words import warnings
from signkit.report.record_files import read_record
from signkit.report.texts import texts

WORDS = texts("en", "text")


@pytest.fixture
def record(make_text_run):
    return read_record(make_text_run())


def test_what_was_translated_and_what_the_training_knows(record):
    found = overview(record, WORDS)
    said = " ".join(found["sentences"])
    assert "on gloss-text: 7,679 sentence pairs, from gloss to de." in said
    assert "1,085 words of the source and 3,366 of the target" in said
    assert "Split: as given with the data." in said
    assert "12 of 519 pairs of the validation and 7 of 64 pairs of the test stand word" in said
    assert [row["photos"] for row in found["rows"]] == ["7,096", "519", "64"]
    assert [row["of"] for row in found["rows"]] == ["–", "12", "7"]


def test_the_figures_are_those_of_beam_search(record):
    found = headline(record, WORDS)
    beam, new = (record.metrics["translation"][name] for name in ("beam", "new"))
    bleu, again, chrf, perplexity, exact = found["tiles"]
    assert bleu["value"] == f"{beam['bleu'][3]:.1f}"
    assert bleu["share"] == pytest.approx(beam["bleu"][3] / 100)
    assert bleu["interval"] == pytest.approx([end / 100 for end in beam["bleu_interval"]])
    assert bleu["notes"][-1] == "over 64 sentences"
    assert again["value"] == f"{new['bleu'][3]:.1f}"
    assert again["notes"][-1] == "over 57 sentences new to the training"
    assert (chrf["value"], perplexity["value"]) == (f"{beam['chrf']:.1f}", "9.40")
    right = (record.translations["beam"] == record.translations["true"]).sum()
    assert exact["notes"] == [f"{right} of 64 sentences, word for word"]
    assert f"{record.metrics['translation']['greedy']['bleu'][3]:.1f}" in found["guess"]


def test_where_nothing_is_known_already_nothing_is_warned_of(make_text_run):
    record = read_record(make_text_run(seen=0))
    assert warnings(record, WORDS) == []
    assert len(headline(record, WORDS)["tiles"]) == 4
    assert "No pair of validation or test" in " ".join(overview(record, WORDS)["sentences"])


def test_pairs_of_the_training_in_the_test_are_warned_of(record):
    ((title, said),) = warnings(record, WORDS)
    new = record.metrics["translation"]["new"]
    assert "pairs that the training knows" in title
    assert "7 of 64 pairs" in said
    assert f"On the 57 new pairs alone BLEU-4 is {new['bleu'][3]:.1f}" in said


def test_a_test_without_a_new_pair_is_warned_of(record):
    record.metrics["translation"]["new"] = {"sentences": 0}
    record.settings["data"]["seen"]["test"] = 64
    ((_, said),) = warnings(record, WORDS)
    assert said.startswith("64 of 64 pairs")
    assert "alone" not in said
    assert len(headline(record, WORDS)["tiles"]) == 4


def test_a_random_split_is_warned_of(make_text_run):
    record = read_record(make_text_run(seen=0, strategy="random", seed=3))
    assert [title for title, _ in warnings(record, WORDS)] == ["The split is random"]
    assert "Split: random, seed 3." in overview(record, WORDS)["sentences"]


def test_validation_beside_test(record):
    found = comparison(record, WORDS)
    test = record.metrics["translation"]["beam"]["bleu"][3]
    held = record.metrics["validation"]["translation"]["beam"]["bleu"][3]
    assert found["rows"][0] == ("BLEU-4", [f"{held:.1f}", f"{test:.1f}"])
    assert f"{abs(round(test - held, 1)):.1f} points" in found["gap"]
    record.metrics.pop("validation")
    assert comparison(record, WORDS) is None


def test_without_figures_there_is_no_headline(make_text_run):
    folder = make_text_run()
    (folder / "metrics.json").write_text(json.dumps({}))
    assert headline(read_record(folder), WORDS) is None
