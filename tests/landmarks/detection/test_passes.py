from signkit.landmarks.detection import passes


def test_names_are_told_apart():
    assert passes.PASS_NAMES[0] == ""
    assert len(set(passes.PASS_NAMES)) == len(passes.PASSES) + 1


def test_the_first_look_has_a_border_and_mediapipes_default_comes_too():
    assert (passes.FIRST_HAND[0].border, passes.FIRST_HAND[0].confidence) == (0.25, 0.3)
    assert (0, 0.5) in [(look.border, look.confidence) for look in passes.FIRST_HAND]


def test_version_follows_the_table(monkeypatch):
    before = passes.passes_version()
    assert before == passes.passes_version()
    monkeypatch.setattr(passes, "PASSES", (*passes.PASSES[:-1], passes.Pass("second hand", 0, 0.2)))
    assert passes.passes_version() != before
