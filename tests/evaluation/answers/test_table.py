import pytest

from signkit.evaluation.answers.table import ANSWERS, answer_of

TRANSLATION = {"translation": {}}


@pytest.mark.parametrize(
    ("name", "settings", "metrics", "columns"),
    [
        ("classes", {"kind": "sign"}, {"test": {}}, ["path", "label"]),
        ("classes", {"kind": "clip"}, {"test": {}, **TRANSLATION}, ["path", "label"]),
        ("classes", None, {"test": {}, **TRANSLATION}, None),
        ("classes", None, None, None),
        ("labels", {"kind": "image"}, {"several": True}, None),
        ("labels", {"kind": "image"}, None, ["path", "label", "labels"]),
        ("labels", None, {"answers": "labels"}, None),
        ("sentences", {"kind": "text"}, None, None),
        ("sentences", None, TRANSLATION, None),
        ("sentences", {"kind": "text"}, {"answers": "sentences", **TRANSLATION}, None),
        ("classes", {"kind": "image"}, {"answers": "of a later version"}, None),
    ],
)
def test_a_run_folder_has_one_answer(name, settings, metrics, columns):
    assert answer_of(settings, metrics, columns) is ANSWERS[name]
