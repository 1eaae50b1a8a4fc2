import json

import pytest

from signkit.errors import RunError
from signkit.evaluation.answers.table import ANSWERS
from signkit.report.kinds.table import KINDS
from signkit.versions.store import Versions


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "models", "glosses")


def test_what_a_version_says_of_sentences(versions, make_text_run):
    version = versions.promote(make_text_run("one"), note="ok")
    about = version.about
    assert about["run"]["kind"] == "text"
    assert [entry["name"] for entry in about["takes"]] == ["source_input", "target_input"]
    assert (about["gives"]["shape"], about["gives"]["vocabulary"]) == ([None, 7], 7)
    assert "Translator.load(folder).translate([...])" in about["gives"]["words"]
    assert "(beam 3)" in about["gives"]["words"]
    assert (about["test"]["measure"], about["test"]["value"]) == ("BLEU-4", 22.24)
    assert about["test"]["interval"] == [20.11, 24.29]
    assert (about["test"]["interval_over"], about["test"]["sentences"]) == ("sentences", 2)
    figures = {"bleu_4": 22.24, "bleu_4_new": 18.0, "chrf": 44.1, "exact": 0.0625}
    assert about["test"]["figures"] == figures | {"perplexity": 9.4}
    assert (about["data"]["pairs"], about["data"]["photos"]) == (20, None)
    assert version.model == version.folder / "translator.keras"
    with pytest.raises(RunError, match=r"has no labels.*Translator\.load\(version\.folder\)"):
        version.labels  # noqa: B018


def test_versions_of_sentences_come_and_go_like_others(versions, make_text_run, make_run):
    first = versions.promote(make_text_run("one"))
    assert versions.promote(make_run("photos")).name == "v2"
    assert versions.promote(make_text_run("two")).name == "v3"
    assert versions.promote(first.folder.parents[2] / "runs" / "one").name == "v1"
    assert versions.activate("v3").name == versions.open().name
    (first.folder / "sentences.json").write_text("{}")
    with pytest.raises(RunError, match=r"sentences\.json is not the file that was promoted"):
        versions.roll_back()
    versions.delete("v1")
    assert versions.list()["version"].tolist() == ["v2", "v3"]


@pytest.mark.parametrize("gone", ["translator.keras", "sentences.json", "metrics.json"])
def test_unfinished_runs_of_sentences_are_refused(versions, make_text_run, gone):
    run = make_text_run("one")
    (run / gone).unlink()
    with pytest.raises(RunError, match=f"The run one isn't finished: {gone} is not there yet"):
        versions.promote(run)


def test_what_is_not_on_record_is_left_out():
    headline = ANSWERS["sentences"].headline
    assert headline({})["value"] is None
    assert headline({})["figures"] == {}
    old = {"translation": {"beam": {"bleu": [4, 3, 2, 1]}}}
    assert headline(old)["figures"] == {"bleu_4": 1}
    assert KINDS["text"].model_words({}, []) == "transformer"


@pytest.mark.slow
def test_a_version_is_loaded_as_a_translator(versions, make_text_run):
    from signkit.models.blocks.text_layers import TextSizes
    from signkit.models.texts.translation import TranslationSizes, build_translation
    from signkit.models.texts.translator import Translator
    from signkit.training.loop.save import save_model

    run, sizes = make_text_run("one"), TextSizes(width=8, depth=1, heads=2, hidden=8)
    save_model(
        build_translation(TranslationSizes(7, 7, sizes, sizes, shared=True)),
        run / "translator.keras",
    )
    version = versions.promote(run)
    assert [entry["shape"] for entry in version.about["takes"]] == [[None], [None]]
    loaded, trained = Translator.load(version.folder), Translator.load(run)
    said = ["REGEN WIND", "wind"]
    assert loaded.translate(said) == trained.translate(said)
    assert (loaded.beam, loaded.length_penalty) == (3, 1.6)
    assert loaded.known.words == tuple(json.loads((run / "sentences.json").read_text())["words"])
    (version.folder / "sentences.json").unlink()
    with pytest.raises(RunError, match=r"sentences\.json"):
        Translator.load(version.folder)
