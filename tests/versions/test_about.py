import hashlib

from signkit.evaluation.answers.table import ANSWERS
from signkit.report.kinds.table import KINDS
from signkit.runs.record import Run
from signkit.versions.about import describe
from signkit.versions.store import Versions


def test_what_a_version_says_of_one_label(tmp_path, make_run):
    run = make_run("one", unknown={"threshold": 0.6})
    version = Versions(tmp_path / "models", "atk").promote(run, note="ok")
    about = version.about
    assert about["run"] == {"name": "one", "kind": "image", "model": "simple, cnn"}
    assert about["gives"]["labels"] == ["eraser", "pen"]
    assert (about["gives"]["shape"], about["gives"]["several"]) == ([2], False)
    assert about["gives"]["refuse_below"] == 0.6
    assert about["takes"][0]["shape"] == [8, 12, 3]
    assert about["takes"][0]["range"] == [0, 255]
    assert about["data"]["fingerprint"] == "f1"
    assert about["data"]["split"] == {"split_strategy": "random"}
    assert (about["test"]["measure"], about["test"]["value"]) == ("accuracy", 0.875)
    assert about["saved_by_keras"] == "3.11.0"
    assert about["created"].endswith("+00:00")
    for name, facts in about["files"].items():
        content = (run / name).read_bytes()
        assert facts == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def test_several_labels_have_macro_f1_in_front_and_thresholds(make_run):
    test = {"macro_f1": 0.7, "macro_f1_interval": [0.6, 0.8], "exact_match": 0.5, "samples": 9}
    thresholds = {"values": [0.3, 0.6], "fitted_on": "validation"}
    run = Run(make_run("one", test=test, several=True, thresholds=thresholds))
    about = describe(run, "v1", "", {})
    assert (about["test"]["measure"], about["test"]["value"]) == ("macro F1", 0.7)
    assert about["test"]["interval"] == [0.6, 0.8]
    assert about["test"]["figures"] == {"macro_f1": 0.7, "exact_match": 0.5}
    assert about["gives"]["thresholds"] == [0.3, 0.6]
    assert "from its threshold on" in about["gives"]["words"]


def test_a_run_without_figures_says_so():
    assert ANSWERS["classes"].headline({})["value"] is None


def test_words_for_models():
    model_words = KINDS["sign"].model_words
    sign = {"settings": {"option": "B", "backbone": "Net", "ensemble": 1}}
    assert model_words(sign, ["image_input", "landmark_input"]) == "option B, Net"
    assert model_words(sign, ["landmark_input"]) == "option B"
    assert model_words({}, []) == ""
