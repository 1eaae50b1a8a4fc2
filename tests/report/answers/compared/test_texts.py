import pytest

from signkit.report.answers.compared.texts import columns, text_figures
from signkit.report.compare.runs import read_runs
from signkit.report.texts import texts


def test_only_what_all_runs_have_is_a_column(make_clip_run):
    runs, _ = read_runs([make_clip_run("a"), make_clip_run("b", tasks="align")])
    assert [column.title for column in columns(runs, texts())] == ["R@1", "Unseen classes"]
    assert text_figures(runs[1])["bleu_4"] is None
    told = runs[0].record.metrics["translation"]["beam"]["bleu"][3]
    assert text_figures(runs[0])["bleu_4"] == pytest.approx(told)


def test_runs_without_such_tasks_have_none(make_clip_run):
    runs, _ = read_runs([make_clip_run(tasks="classify")])
    assert text_figures(runs[0]) == {}
    assert columns(runs, texts()) == []
