import inspect
import pydoc

import pytest

import signkit
from signkit.api.keywords import given_of, one_way
from signkit.errors import SettingsError
from signkit.settings import ImageSettings, PreprocessSettings, TextSettings, TrainSettings


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        (signkit.train, (TrainSettings, ImageSettings, TextSettings)),
        (signkit.prepare, (PreprocessSettings,)),
    ],
    ids=["train", "prepare"],
)
def test_every_setting_is_a_keyword_with_its_meaning(function, kinds):
    shown = inspect.signature(function).parameters
    page = pydoc.render_doc(function, renderer=pydoc.plaintext)
    for kind in kinds:
        for name, field in kind.model_fields.items():
            assert shown[name].default in (field.default, None), name
            if name != "dataset":  # the page begins with it
                assert f" {name}: " in page, name
                assert (field.description or "") in " ".join(page.split()), name
    lines = [line for line in page.splitlines() if not line.startswith(function.__name__)]
    assert max(map(len, lines)) <= 104


def test_a_default_that_differs_is_the_kinds_own():
    shown = inspect.signature(signkit.train).parameters
    assert shown["batch_size"].default is None
    assert shown["seed"].default == 0
    assert given_of({"batch_size": None, "seed": 1}) == {"seed": 1}


def test_a_short_word_stands_for_one_setting():
    assert one_way({"seed": 1}, groups=("group_pattern", "(s)")) == {
        "seed": 1,
        "group_pattern": "(s)",
    }
    assert one_way({}, groups=("group_pattern", "")) == {}
    with pytest.raises(SettingsError, match="Both groups and group_pattern"):
        one_way({"group_pattern": "(a)"}, groups=("group_pattern", "(s)"))


def test_keywords_are_completed():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.user_ns["signkit"] = signkit
    shell.Completer.use_jedi = False
    _, found = shell.complete("opt", "signkit.train('x', opt", 22)
    assert "option=" in found
