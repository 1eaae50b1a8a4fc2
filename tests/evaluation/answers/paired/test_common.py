from signkit.evaluation.answers.paired.common import have_common_figure, no_common_figure
from signkit.evaluation.answers.table import ANSWERS


def named(**answers):
    return [(name, ANSWERS[answer]) for name, answer in answers.items()]


def test_one_class_and_several_labels_have_macro_f1_in_common():
    assert have_common_figure([ANSWERS["classes"], ANSWERS["labels"]])
    assert no_common_figure(named(a="classes", b="labels", c="classes")) == ""
    assert no_common_figure([]) == ""


def test_who_does_what_is_said_where_no_figure_is_common():
    assert no_common_figure(named(words="sentences", run="classes", boxes="labels")) == (
        "words translate sentences, run, boxes name classes: there is no figure that both have"
    )
