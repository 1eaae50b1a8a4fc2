from signkit.progress import progress


def test_headless_progress_is_whole_lines(monkeypatch, capsys):
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    with progress(total=4, desc="Photos", mininterval=0) as bar:
        for _ in range(4):
            bar.update(1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("Photos: 4/4 photo (100 %)")
    assert "left" in lines[-1]
    assert not any("\r" in line for line in lines)


def test_headless_progress_says_the_end_even_when_quick(monkeypatch, capsys):
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    assert list(progress(range(3), desc="Quick")) == [0, 1, 2]
    assert "Quick: 3/3" in capsys.readouterr().out
