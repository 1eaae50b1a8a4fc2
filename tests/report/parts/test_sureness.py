import json

import pytest

from signkit.report.parts.sureness import sureness, verdict
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts


def calibration_of(before=0.1, after=0.04, temperature=1.42, needed=True, applied=True):
    sides = {"before": before, "after": after if applied else before}
    splits = {
        when: {"validation": {"ece": 0.09}, "test": {"ece": ece}} for when, ece in sides.items()
    }
    said = {"temperature": temperature if applied else 1.0, "needed": needed, "applied": applied}
    return {**said, "fitted_on": "validation", "photos": 1300, "expected_ece": 0.021, **splits}


def withheld_of(whose):
    return calibration_of(applied=False) | {"withheld": 0.64, "validated_on": whose}


def content_of(folder, calibration, language="en"):
    (folder / "metrics.json").write_text(json.dumps({"calibration": calibration}))
    return sureness(read_record(folder), texts(language))


@pytest.mark.parametrize(
    ("given", "case"),
    [
        ({"needed": False, "applied": False}, "unneeded"),
        ({"applied": False}, "no_help"),
        ({"after": 0.05}, "halved"),
        ({"after": 0.051}, "lower"),
        ({"after": 0.095}, "same"),
        ({"after": 0.105}, "same"),
        ({"after": 0.12}, "worse"),
        ({"before": 0.0, "after": 0.0}, "same"),
    ],
)
def test_what_came_of_the_temperature(given, case):
    assert verdict(calibration_of(**given)) == case


def test_the_sentence_holds_its_figures(tmp_path):
    said = content_of(tmp_path, calibration_of())["sentence"].replace("\N{NO-BREAK SPACE}", " ")
    assert "temperature of 1.42, fitted on 1,300 validation photos" in said
    assert "from 10.0 % down to 4.0 %" in said
    unneeded = content_of(tmp_path, calibration_of(needed=False, applied=False))["sentence"]
    for figure in ("9.0", "2.1", "1,300", "10.0"):
        assert figure in unneeded


def test_worse_is_said_plainly(tmp_path):
    content = content_of(tmp_path, calibration_of(after=0.15))
    assert content["worse"]
    assert content["sentence"].startswith("The temperature makes it worse")


@pytest.mark.parametrize("whose", ["shared", "unknown"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_temperature_that_was_withheld_is_named_and_why(tmp_path, whose, language):
    assert verdict(withheld_of(whose)) == f"withheld_{whose}"
    content = content_of(tmp_path, withheld_of(whose), language)
    assert ".64" in content["sentence"].replace(",", ".")
    assert not content["worse"]
    assert len(content["notes"]) == 1


def test_the_temperature_says_which_way_the_model_was_wrong(tmp_path):
    assert "too sure" in content_of(tmp_path, calibration_of())["notes"][1]
    assert "not sure enough" in content_of(tmp_path, calibration_of(temperature=0.6))["notes"][1]
    assert len(content_of(tmp_path, calibration_of(applied=False))["notes"]) == 1


def test_older_runs_have_no_such_part(tmp_path):
    assert sureness(read_record(tmp_path), texts()) is None
    assert content_of(tmp_path, None) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fragment(make_run, render_part, language):
    words = texts(language)
    content = sureness(read_record(make_run()), words)
    text = render_part("sureness", words, sureness=content, reliability=None)
    assert content["sentence"].replace("\N{NO-BREAK SPACE}", " ") in text
    assert render_part("sureness", words, sureness=None, reliability=None) == ""
