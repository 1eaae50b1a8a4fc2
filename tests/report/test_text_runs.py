"""Pages, summaries and comparisons of runs that translate sentences alone."""

import html
import json
import re

import pandas as pd
import pytest

from signkit.errors import RunError
from signkit.report.compare.page import comparison_table, write_comparison
from signkit.report.compare.runs import read_runs
from signkit.report.page import write_report
from signkit.report.summary import summary

OTHERS = re.compile(r"\b(photos?|foto|hands?|tangan|class(es)?|kelas|clips?|klip)\b", re.I)
PARTS = {"headline", "thesis", "split", "compare", "curves", "translation", "settings"}


def read(path):
    text = path.read_text(encoding="utf-8")
    return html.unescape(text).replace("\N{NO-BREAK SPACE}", " ")


def text_of(page):
    page = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.fixture
def no_files(monkeypatch):
    """Pictures as files are asked for elsewhere, and cost most of the time."""
    for kind in ("png", "pdf"):
        monkeypatch.setattr(f"signkit.report.photos.pictures.to_{kind}", lambda *given: None)


def change(folder, part="settings", **values):
    said = json.loads((folder / "settings.json").read_text())
    said[part] |= values
    (folder / "settings.json").write_text(json.dumps(said))


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_has_its_parts_and_no_others(make_text_run, language):
    folder = make_text_run()
    page = read(write_report(folder, language=language))
    assert set(re.findall(r'<section id="(\w+)"', page)) == PARTS
    assert 'class="problem"' not in page
    for text in (text_of(page), read(folder / "model_card.md"), read(folder / "thesis.txt")):
        assert not OTHERS.search(text), OTHERS.search(text)
    names = {path.stem for path in (folder / "figures").glob("*.pdf")}
    assert names == {"curves", "translation"}
    assert page.count("<svg") == 4  # accuracy, loss, perplexity; translation


def test_examples_have_their_sources(make_text_run, no_files):
    folder = make_text_run()
    page = text_of(read(write_report(folder)))
    exact = pd.read_parquet(folder / "translations.parquet").query("beam == true")
    assert "Source True sentence Written Pairs" in page
    rows = [f"{row.source} {row.true} {row.true} 1" for row in exact.itertuples()]
    assert sum(row in page for row in rows) == 3
    assert "Share of words right" in read(folder / "report.html")
    assert "Beam, 57 new pairs" in page


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("metrics.json", 2),  # headline, translation
        ("history.jsonl", 1),
        ("settings.json", 1),
        ("translations.parquet", 1),
    ],
)
def test_what_is_missing_or_broken_is_said_in_its_place(make_text_run, no_files, file, said):
    folder = make_text_run()
    (folder / file).unlink()
    page = text_of(read(write_report(folder)))
    assert page.count(f"{file} is not in the run folder (yet)") == said
    assert len(re.findall("is not in the run folder|could not be", page)) == said
    if file != "history.jsonl":  # of which half a line may be lost
        (folder / file).write_text("{")
        assert f"{file} can't be read" in text_of(read(write_report(folder)))
    assert summary(folder)


def test_a_run_that_is_not_measured_yet(make_text_run, no_files):
    folder = make_text_run()
    for file in ("metrics.json", "translations.parquet", "translator.keras"):
        (folder / file).unlink()
    page = text_of(read(write_report(folder, language="id")))
    assert "metrics.json tidak (atau belum) ada" in page
    assert "labels.json" not in page
    assert "belum ada" in summary(folder, "id")


def test_an_older_table_of_translations_costs_only_the_examples(make_text_run, no_files):
    folder = make_text_run()
    table = pd.read_parquet(folder / "translations.parquet")
    table.drop(columns="source").to_parquet(folder / "translations.parquet")
    page = text_of(read(write_report(folder)))
    assert "This part could not be made: KeyError" in page
    assert "Beam, 57 new pairs" in page


def test_summary(make_text_run, no_files):
    folder = make_text_run()
    write_report(folder)
    lines = summary(folder).splitlines()
    assert lines[1].split() == ["Model", str(folder / "translator.keras")]
    assert re.match(r"Test +BLEU-4 [\d.]+ \(95 % interval [\d.]+ to .* 64 sentences\)", lines[3])
    assert "perplexity 9.40" in lines[4]
    assert "on 57 new pairs alone BLEU-4" in lines[5]


def test_runs_are_compared_and_validation_chooses(make_text_run, tmp_path):
    runs = [make_text_run("good", skill=0.95), make_text_run("bad", skill=0.6, seed=1)]
    page = read(write_comparison(runs, tmp_path / "x.html"))
    metrics = json.loads((runs[0] / "metrics.json").read_text())["translation"]
    assert "Translators side by side" in page
    assert re.search(r"Validation chooses good \(BLEU-4 [\d.]+\); on the test its BLEU-4 is", page)
    assert "good is better than bad." in page
    for name in ("BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "chrF", "Perplexity"):
        assert f">{name}</th>" in page
    for value in (*metrics["beam"]["bleu"], metrics["beam"]["chrf"], metrics["new"]["bleu"][3]):
        assert f"{value:.1f}<" in page
    low, high = metrics["beam"]["bleu_interval"]
    assert f"{low:.1f} – {high:.1f}" in page
    assert page.count("<svg") == 2  # BLEU-4, curves
    assert not OTHERS.search(text_of(page)), OTHERS.search(text_of(page))
    assert "could not be drawn" not in page
    assert "Penerjemah dibandingkan" in read(write_comparison(runs, tmp_path / "y.html", "id"))


def test_other_test_sentences_are_not_ranked_together(make_text_run, tmp_path):
    runs = [make_text_run("all", skill=0.95), make_text_run("half", skill=0.5, sentences=32)]
    change(runs[1], dropout=0.5)
    page = read(write_comparison(runs, tmp_path / "x.html"))
    assert "The runs took 2 different tests (other sentences)" in page
    assert "Validation chooses" not in page
    assert "all is better than half." in page  # on the sentences that both translated


def test_other_validation_pairs_choose_nothing(make_text_run, tmp_path):
    runs = [make_text_run("a"), make_text_run("b", seed=1)]
    change(runs[1], "data", fingerprint="0b")
    page = read(write_comparison(runs, tmp_path / "x.html"))
    assert "were validated on different sentences" in page
    assert "Validation chooses" not in page


def test_seeds_are_repetitions(make_text_run, tmp_path):
    runs = [
        make_text_run(f"{name}{seed}", skill=skill, seed=seed, dropout=dropout)
        for name, skill, dropout in (("a", 0.95, 0.1), ("b", 0.6, 0.3))
        for seed in range(3)
    ]
    page = read(write_comparison(runs, tmp_path / "x.html"))
    assert "dropout 0.1 is better than dropout 0.3" in page
    assert "ahead in 3 of 3 common repetitions" in page


def test_the_table_holds_the_figures(make_text_run):
    runs = [make_text_run("low", skill=0.6), make_text_run("high", skill=0.95)]
    table = comparison_table(runs)
    beam = json.loads((runs[1] / "metrics.json").read_text())["translation"]["beam"]
    assert table["run"].tolist() == ["high", "low"]
    row = table.iloc[0]
    assert [row[f"bleu_{n}"] for n in range(1, 5)] == pytest.approx([b / 100 for b in beam["bleu"]])
    assert (row["chrf"], row["perplexity"], row["photos"]) == (beam["chrf"], 9.4, 64)


def test_runs_of_sentences_and_of_classes_are_refused_by_name(make_text_run, make_run, tmp_path):
    runs = [make_text_run("words"), make_run()]
    for compare in (comparison_table, lambda runs: write_comparison(runs, tmp_path / "x.html")):
        with pytest.raises(RunError, match="words translate sentences, run name classes"):
            compare(runs)


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("translations.parquet", None, "versus_unfinished"),
        ("metrics.json", {"translation": {"beam": {}}}, "versus_broken"),
        ("metrics.json", {}, "versus_no_test"),
    ],
)
def test_what_cannot_be_compared_is_told(make_text_run, file, content, why):
    folder = make_text_run()
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(json.dumps(content))
    _, left_out = read_runs([folder])
    assert left_out[0].why == why
    assert why == "versus_no_test" or left_out[0].fields["file"] == file
