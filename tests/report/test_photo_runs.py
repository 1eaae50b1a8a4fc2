"""Pages, cards, sentences and comparisons of runs that see photos alone."""

import json
import re

import pandas as pd
import pytest
from PIL import Image

from signkit.report.compare.page import comparison_table, write_comparison
from signkit.report.page import write_report
from signkit.report.summary import summary
from signkit.report.texts import LANGUAGES

SIGNS = re.compile(r"\b(signs?|signers?|hands?|landmarks?|isyarat|peraga|tangan)\b", re.I)


def read(path):
    return path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def text_of(path):
    page = re.sub(r"<(style|svg).*?</\1>", " ", read(path), flags=re.S)
    page = page.split('<section id="settings">')[0]
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def with_photos(folder, root):
    for path in pd.read_parquet(folder / "predictions.parquet")["path"]:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (60, 40), "teal").save(root / path)
    return root


def without_names(text):
    """The fixture's groups are called signers."""
    return re.sub(r"signer\d", "group", text).replace("signkit", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("groups", [0, 8])
def test_one_label_is_told_without_a_word_on_signs(make_image_run, tmp_path, groups, language):
    strategy = "grouped" if groups else "random"
    folder = make_image_run(groups=groups, strategy=strategy, mode="tuned", trials=4)
    page = write_report(folder, with_photos(folder, tmp_path / "photos"), language)
    card = re.sub("asl-alphanumeric", "", read(folder / "model_card.md"))
    for text in (text_of(page), card, read(folder / "thesis.txt"), summary(folder, language)):
        assert not SIGNS.search(without_names(text)), SIGNS.search(without_names(text))
    html = read(page)
    assert 'id="hands_title"' not in html
    assert 'id="ledger"' not in html
    assert re.search(r'id="confusion"', html)
    assert not re.search(r"<h[23]>\s*</h[23]>", html)
    assert not re.search(r"</h2>\s*</section>", html)
    assert not (folder / "figures" / "hands_found.png").exists()


def test_what_the_model_is(make_image_run):
    folder = make_image_run(mode="simple")
    write_report(folder)
    thesis = read(folder / "thesis.txt")
    assert "mode “simple”, a small convolutional network, photos of 200 × 300 pixels" in thesis
    assert "random weights" not in text_of(folder / "report.html")
    folder = make_image_run("other", mode="transfer", weights="imagenet")
    write_report(folder)
    assert "image backbone EfficientNetV2B0 starting from imagenet weights" in read(
        folder / "thesis.txt"
    )
    assert "`image_input`: photos as they are, (200, 300, 3)" in read(folder / "model_card.md")
    assert "Image classifier, mode “transfer”, EfficientNetV2B0 on atk-stationery" in text_of(
        folder / "report.html"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("groups", [0, 4])
def test_several_labels(make_label_run, tmp_path, groups, language):
    folder = make_label_run(groups=groups)
    page = write_report(folder, with_photos(folder, tmp_path / "photos"), language)
    html, text = read(page), text_of(page)
    for hidden in ("confusion", "per_class", "unknowns", "lookalike", "hands_title", "ledger"):
        assert f'id="{hidden}"' not in html
    for there in ("headline", "thesis", "labels", "sureness", "wall", "curves", "settings"):
        assert f'id="{there}"' in html
    assert "could not be" not in text
    assert "tidak dapat dibuat" not in text
    assert not re.search(r"</h2>\s*</section>", html)
    names = {"curves", "label_f1", "label_counts", "reliability", "predictions"}
    names |= {"groups"} if groups else set()
    assert {path.stem for path in (folder / "figures").glob("*.png")} == names
    for sentence in (read(folder / "thesis.txt"), summary(folder, language)):
        assert "acro F1" in sentence
    assert not SIGNS.search(without_names(text + read(folder / "model_card.md")))


def test_the_sentence_for_a_thesis(make_label_run):
    folder = make_label_run(groups=4)
    write_report(folder)
    test = json.loads((folder / "metrics.json").read_text())["test"]
    thesis = read(folder / "thesis.txt")
    low, high = (f"{100 * end:.1f} %" for end in test["macro_f1_interval"])
    assert f"a macro F1 of {100 * test['macro']['f1']:.1f} % (95 % bootstrap" in thesis
    assert f"interval {low} to {high}, over 4 unseen groups)" in thesis
    assert "each label's threshold was chosen on the validation" in thesis
    assert f"“{test['worst_class']['label']}” with an F1 of" in thesis
    assert "240 photos with any number of 5 labels each" in thesis


def test_the_wall_shows_what_was_missed_and_wrongly_given(make_label_run, tmp_path):
    folder = make_label_run()
    page = read(write_report(folder, with_photos(folder, tmp_path / "photos")))
    wall = page[page.index('<section id="wall">') :]
    assert '<span class="muted">missed</span> <b>' in wall
    assert '<span class="muted">wrongly</span> <b class="bad">' in wall
    assert wall.count('class="photo wrong"') <= 24


@pytest.mark.parametrize("file", ["predictions.parquet", "catalog.parquet", "metrics.json"])
def test_a_missing_piece_costs_only_its_part(make_label_run, file):
    folder = make_label_run()
    (folder / file).unlink()
    text = text_of(write_report(folder))
    assert f"{file} is not in the run folder" in text or file == "catalog.parquet"
    assert "could not be made" not in text
    assert summary(folder)


def test_runs_of_several_labels_are_ranked_by_macro_f1(make_label_run, tmp_path):
    good, bad = make_label_run("good", skill=4.0), make_label_run("bad", skill=1.5, mode="simple")
    page = read(write_comparison([bad, good], tmp_path / "x.html"))
    assert "good is better than bad." in page
    assert "compared by macro F1" in page
    assert "Sign classifiers" not in page
    assert "could not be drawn" not in page
    table = comparison_table([bad, good])
    assert table["run"].tolist() == ["good", "bad"]
    assert table["macro_f1"].is_monotonic_decreasing
    assert "accuracy" not in table


def test_one_label_and_several_are_listed_apart(make_label_run, make_image_run, tmp_path):
    runs = [make_label_run("a"), make_label_run("b", mode="simple"), make_image_run("c")]
    page = read(write_comparison(runs, tmp_path / "x.html", "id"))
    assert "akurasi dan macro F1 adalah angka yang berbeda" in page
    assert page.count("(5, multi-label)</h2>") >= 1
    table = comparison_table(runs)
    assert table.groupby("test")["run"].apply(list).tolist() == [["a", "b"], ["c"]]


def test_repetitions_of_several_labels(make_label_run, tmp_path):
    runs = []
    for mode, skill in (("transfer", 4.0), ("simple", 1.2)):
        for seed in range(3):
            folder = make_label_run(f"{mode}{seed}", mode=mode, skill=skill, seed=seed)
            settings = json.loads((folder / "settings.json").read_text())
            settings["settings"]["seed"] = seed
            (folder / "settings.json").write_text(json.dumps(settings))
            runs.append(folder)
    page = read(write_comparison(runs, tmp_path / "x.html"))
    assert "ahead in 3 of 3 common repetitions" in page


def test_runs_that_do_not_say_which_labels_were_given_are_listed_only(make_label_run, tmp_path):
    runs = [make_label_run("a", skill=4.0), make_label_run("b", skill=1.5)]
    file = runs[0] / "predictions.parquet"
    pd.read_parquet(file).drop(columns=["labels", "predicted_labels"]).to_parquet(file)
    page = read(write_comparison(runs, tmp_path / "x.html"))
    assert "is better than" not in page
    assert comparison_table(runs)["run"].tolist() == ["a", "b"]
