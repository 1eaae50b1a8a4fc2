import re

from signkit.progress import count_from_here, progress


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


def test_speed_counts_from_where_things_were_ready(monkeypatch, capsys):
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    clock = iter([0.0, 100.0, *range(101, 200)]).__next__
    with progress(total=10, initial=2, mininterval=1e9) as bar:
        bar._time = clock
        bar.start_t = bar.last_print_t = clock()
        capsys.readouterr()
        count_from_here(bar, 1)  # a step of a minute and more, with what had to be compiled
        assert capsys.readouterr().out == ""  # of it alone no time left could be told
        assert bar.n == bar.initial == 3
        bar.update(2)
        assert bar.format_dict["elapsed"] < 10
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("5/10 photo (50 %)")
    assert re.search(r" 00:\d\d left$", line)
