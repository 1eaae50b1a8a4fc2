import numpy as np
import pandas as pd
import pytest

from signkit.errors import RunError
from signkit.runs.files import CATALOG, HISTORY, LABELS, SCORES
from signkit.runs.record import Run


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path)


def test_what_is_written_is_read_by_the_ending_of_its_name(run):
    table = pd.DataFrame({"path": ["a", "b"], "labels": [["x"], []]})
    run.write(LABELS, ["é", "b"])
    run.write(CATALOG, table)
    run.write(SCORES, {"how": "probes", "test": np.eye(2)})
    assert run.has(LABELS)
    assert run.read(LABELS) == ["é", "b"]
    back = run.read(CATALOG)
    assert back["path"].tolist() == ["a", "b"]
    assert [list(labels) for labels in back["labels"]] == [["x"], []]
    scores = run.read(SCORES)
    assert str(scores["how"]) == "probes"
    assert np.array_equal(scores["test"], np.eye(2))
    assert sorted(path.name for path in run.folder.iterdir()) == sorted([LABELS, CATALOG, SCORES])


def test_lines_that_a_kill_cut_are_passed_over(run):
    run.path(HISTORY).write_text('{"epoch": 1}\n{"epoch": 2}\n{"epo')
    assert run.read(HISTORY) == [{"epoch": 1}, {"epoch": 2}]


def test_an_epoch_that_was_trained_again_counts_once_as_it_was_last(run):
    for loss in (3.0, 2.0):
        run.append_history({"stage": "train", "epoch": 1, "loss": loss})
    assert run.history().to_dict("records") == [{"stage": "train", "epoch": 1, "loss": 2.0}]


def test_a_missing_file_and_a_folder_that_is_gone_are_told(run, tmp_path):
    assert not run.has(LABELS)
    with pytest.raises(FileNotFoundError):
        run.read(LABELS)
    with pytest.raises(RunError, match=r"labels\.json can't be written"):
        Run(tmp_path / "gone").write(LABELS, [])
