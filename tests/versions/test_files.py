from signkit.runs.record import Run
from signkit.versions.files import files_of, kind_of, main_files, needed, same


def test_the_files_are_a_matter_of_the_kind():
    assert main_files("clip") == ("model.keras", "labels.json")
    assert main_files("text") == ("translator.keras", "sentences.json")
    assert same("text") == ("translator.keras", "sentences.json", "metrics.json")
    assert "labels.json" not in needed("text")
    assert set(needed("image")) - set(needed("text")) == {"model.keras", "labels.json"}


def test_the_kind_is_the_run_s_own_word(make_run, make_text_run, tmp_path):
    assert kind_of(Run(make_run("one"))) == "image"
    assert kind_of(Run(make_text_run("two"))) == "text"
    assert kind_of(Run(tmp_path)) == ""


def test_each_file_is_taken_once_where_it_is_there(make_text_run):
    run = make_text_run("one")
    files = files_of(Run(run))
    assert files == [*needed("text"), "thesis.txt"]
    (run / "thesis.txt").unlink()
    assert set(files) - set(files_of(Run(run))) == {"thesis.txt"}
