import json

import pytest

from signkit.report.parts.unknowns import unknowns
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts

TEST = {"photos": 1500, "accepted": 0.93, "accuracy_accepted": 0.97, "accuracy_all": 0.91}
TEST |= {"right_refused": 0.04, "wrong_refused": 0.5}
FOUND = {"kind": "classes", "names": ["j", "z"], "photos": 120, "accepted": 0.2}
FOUND |= {"auroc": 0.91, "auroc_interval": [0.88, 0.94]}


def content_of(folder, found=None, language="en", **test):
    unknown = {"score": "largest probability", "keep": 0.95, "threshold": 0.413}
    unknown |= {"test": TEST | test, "curve": [], "unknown": found}
    (folder / "metrics.json").write_text(json.dumps({"unknown": unknown}))
    return unknowns(read_record(folder), texts(language))


def said(sentences):
    return " ".join(sentences).replace("\N{NO-BREAK SPACE}", " ")


def test_the_threshold_and_its_price(tmp_path):
    content = content_of(tmp_path)
    assert "probability of 0.41 on" in content["lead"]
    text = said(content["cost"])
    assert "93.0 % of 1,500 photos; of these 97.0 % are right, of all photos 91.0 %" in text
    assert "4.0 % of the right answers are refused (intended: 5 %)" in text
    assert "Of the wrong answers 50.0 % are refused" in text


def test_shares_of_nothing_are_not_written(tmp_path):
    none = content_of(tmp_path, accepted=0.0, accuracy_accepted=None, wrong_refused=None)
    assert "accepts none of 1,500 photos" in said(none["cost"])
    assert "no wrong answer" in said(none["cost"])
    all_wrong = content_of(tmp_path, accuracy_all=0.0, right_refused=None)
    assert "right answers" not in said(all_wrong["cost"])
    assert "–" not in said(none["cost"]) + said(all_wrong["cost"])


def test_unknown_classes_and_no_sign_are_worded_differently(tmp_path):
    text = said(content_of(tmp_path, FOUND)["outside"])
    assert "120 test photos show classes that were kept out of the training (j and z)" in text
    assert "20.0 % of them are accepted" in text
    assert "AUROC 0.910 (95 % interval 0.880 to 0.940)" in text
    none = said(content_of(tmp_path, FOUND | {"kind": "none", "names": ["none"]})["outside"])
    assert "show no sign (class none)" in none
    assert "kept out of the training" not in none


@pytest.mark.parametrize(("auroc", "hardly"), [(0.3, True), (0.69, True), (0.7, False)])
def test_a_low_auroc_is_said_plainly(tmp_path, auroc, hardly):
    content = content_of(tmp_path, FOUND | {"auroc": auroc})
    assert content["hardly"] == hardly
    assert ("hardly tells" in content["outside"][-1]) == hardly


def test_without_unknown_photos_it_says_how_to_measure(tmp_path):
    content = content_of(tmp_path)
    assert not content["hardly"]
    assert 'UNKNOWN_CLASSES (for example "J,Z")' in said(content["outside"])
    assert "named none" in said(content["outside"])


def test_older_runs_have_no_such_part(tmp_path):
    assert unknowns(read_record(tmp_path), texts()) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [None, FOUND, FOUND | {"auroc": 0.55}])
def test_the_fragment(tmp_path, render_part, language, found):
    words = texts(language)
    content = content_of(tmp_path, found, language)
    text = render_part("unknowns", words, unknowns=content, coverage=None)
    for sentence in (content["lead"], *content["cost"], *content["outside"]):
        assert said([sentence]) in text
    assert render_part("unknowns", words, unknowns=None, coverage=None) == ""
