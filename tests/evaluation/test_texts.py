from signkit.evaluation.texts import duration, percent, texts


def test_percent():
    assert percent(0.9241).split() == ["92.4", "%"]
    assert percent(1.0).split() == ["100.0", "%"]
    assert percent(0.9999).split() == ["99.9", "%"]  # one mistake in ten thousand is still one
    assert percent(0.996, 0).split() == ["99", "%"]
    assert percent(None) == percent(float("nan")) == "–"


def test_duration():
    words = texts()
    assert duration(9.6, words) == "10 s"
    assert duration(750, words) == "12 min 30 s"
    assert duration(3 * 3600 + 125, words) == "3 h 2 min"
