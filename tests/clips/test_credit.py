import pytest

from signkit.clips.credit import credited

VERSIONS = {"keras": "3.13.2", "mediapipe": "1.2.2"}


@pytest.mark.parametrize(
    ("kind", "landmarks", "named"),
    [
        ("clip", "clips2-rate.15-model.11c272b8-method.1", True),
        ("clip", "sequences-rate.15-method.1", False),  # found by whatever their author used
        ("sign", "hands2-model.11c272b8", True),
        ("sign", None, False),  # nothing says what found its hands
        ("image", None, False),
        ("text", None, False),
    ],
)
def test_what_found_no_hand_is_not_named(kind, landmarks, named):
    settings = {"kind": kind, "data": {"landmarks": landmarks}, "versions": VERSIONS}
    kept = {"keras"} | ({"mediapipe"} if named else set())
    assert credited(settings)["versions"].keys() == kept
    assert settings["versions"] == VERSIONS


@pytest.mark.parametrize("settings", [{}, {"kind": "text"}, {"versions": [], "data": "x"}])
def test_settings_that_say_less_stay_as_they_are(settings):
    assert credited(settings) == settings
