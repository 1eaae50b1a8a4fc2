from signkit.evaluation.answers.table import ANSWERS
from signkit.runs.record import Run
from signkit.versions.files import answer_of_run, files_of, needed, same

CLASSES, SENTENCES = ANSWERS["classes"], ANSWERS["sentences"]


def test_the_files_are_a_matter_of_the_answer():
    assert same(SENTENCES) == ("translator.keras", "sentences.json", "metrics.json")
    assert "labels.json" not in needed(SENTENCES)
    assert set(needed(CLASSES)) - set(needed(SENTENCES)) == {"model.keras", "labels.json"}


def test_a_folder_says_its_answer(make_run, make_text_run, tmp_path):
    assert answer_of_run(Run(make_run("one"))) is CLASSES
    assert answer_of_run(Run(make_text_run("two"))) is SENTENCES
    assert answer_of_run(Run(tmp_path)) is CLASSES


def test_each_file_is_taken_once_where_it_is_there(make_text_run):
    run = make_text_run("one")
    files = files_of(Run(run))
    assert files == [*needed(SENTENCES), "thesis.txt"]
    (run / "thesis.txt").unlink()
    assert set(files) - set(files_of(Run(run))) == {"thesis.txt"}
