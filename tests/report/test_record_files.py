import pytest

from signkit.errors import RunError
from signkit.evaluation.answers.table import ANSWERS
from signkit.report.record_files import read_record


def test_reads_every_piece(make_run):
    record = read_record(make_run())
    assert record.problems == {}
    assert len(record.history) == 24
    assert record.of_split("test")["samples"] == 60
    assert record.labels == ["halo", "maaf", "terima_kasih", "tolong"]


def test_names_what_is_missing_and_what_is_broken(make_run):
    folder = make_run()
    (folder / "settings.json").unlink()
    (folder / "catalog.parquet").write_bytes(b"PAR1 cut short")
    (folder / "metrics.json").write_text('{"test": ')
    record = read_record(folder)
    assert record.problems["settings.json"] is None
    assert "JSONDecodeError" in record.problems["metrics.json"]
    assert record.catalog is None
    assert record.of_split("test") is None


def test_a_run_without_an_audit_lacks_nothing(make_run):
    folder = make_run()
    assert read_record(folder).audit["copies"]["sets"] == 2
    (folder / "audit.json").unlink()
    record = read_record(folder)
    assert record.audit is None
    assert record.problems == {}
    (folder / "audit.json").write_text("[]")
    assert "list instead of a dict" in read_record(folder).problems["audit.json"]


def test_a_run_of_sentences_lacks_no_classes(make_text_run):
    folder = make_text_run()
    record = read_record(folder)
    assert record.answer is ANSWERS["sentences"]
    assert record.problems == {}
    (folder / "settings.json").unlink()
    (folder / "translations.parquet").unlink()
    record = read_record(folder)
    assert record.answer is ANSWERS["sentences"]
    assert record.problems == {"settings.json": None, "translations.parquet": None}


def test_a_run_of_classes_that_writes_sentences_is_none_of_sentences(make_clip_run):
    folder = make_clip_run()
    assert read_record(folder).answer is ANSWERS["classes"]
    (folder / "settings.json").unlink()
    assert read_record(folder).answer is ANSWERS["classes"]
    (folder / "translations.parquet").unlink()
    assert "translations.parquet" not in read_record(folder).problems


def test_half_a_line_and_an_epoch_trained_twice(make_run):
    folder = make_run()
    with (folder / "history.jsonl").open("a") as file:
        file.write('{"stage": "train", "epoch": 24, "loss": 0.125}\n{"stage": "tra')
    history = read_record(folder).history
    assert len(history) == 24
    assert history["loss"].iloc[-1] == 0.125


def test_no_folder(tmp_path):
    with pytest.raises(RunError, match="no run folder"):
        read_record(tmp_path / "nowhere")
