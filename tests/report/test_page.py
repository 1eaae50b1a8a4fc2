import json
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

from signkit.errors import RunError, SettingsError
from signkit.evaluation.ledger import ledger
from signkit.report.page import write_report
from signkit.report.photos import pictures
from signkit.report.photos.attention_plot import save_attention
from signkit.report.plots import classes as plots
from signkit.report.plots import palette
from signkit.report.summary import summary
from signkit.report.texts import texts

OPEN_ENDED = {"meta", "img", "br", "hr", "link", "input"}


class Balance(HTMLParser):
    """Fails where a tag is closed that isn't the last one opened."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in OPEN_ENDED:
            self.open.append(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href")]

    def handle_startendtag(self, tag, attributes):
        self.addresses += [value for name, value in attributes if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page_of(folder, **asked):
    return write_report(folder, **asked).read_text(encoding="utf-8")


def text_of(page):
    page = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\N{NO-BREAK SPACE}", " ").split())


def with_photos(folder, root):
    """Put a small picture where each test photo of a fabricated run should be."""
    import pandas as pd

    for path in pd.read_parquet(folder / "predictions.parquet")["path"]:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 40), "teal").save(root / path)


@pytest.mark.parametrize("classes", [4, 36])
def test_the_page_is_whole_and_needs_no_network(make_run, tmp_path, classes):
    folder = make_run(classes=classes)
    with_photos(folder, tmp_path / "photos")
    page = page_of(folder, data_root=tmp_path / "photos")
    reader = Balance()
    reader.feed(page)
    assert reader.open == []
    inside = {address[1:] for address in reader.addresses if address.startswith("#")}
    assert inside <= set(re.findall(r'id="(\w+)"', page))
    assert {"headline", "thesis", "leaks", "sureness", "unknowns", "settings"} <= inside
    others = {a for a in reader.addresses if not a.startswith(("data:", "#"))}
    assert others == {"model_card.md"}
    assert (folder / "model_card.md").is_file()
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", page)
    assert "<script" not in page
    assert len(page) < 5e6
    assert page.count("<img") >= 8
    assert page.count("<svg") == 8  # four curves, matrix, gap, reliability, coverage
    names = {"curves", "confusion", "per_class", "hands_found", "predictions", "confused_pairs"}
    names |= {"gap", "reliability", "coverage", "groups"}
    for kind in ("png", "pdf"):
        assert {path.stem for path in (folder / "figures").glob(f"*.{kind}")} == names


def test_pictures_are_kept_for_print(make_run, monkeypatch):
    for kind in ("png", "pdf"):
        monkeypatch.setattr(pictures, f"to_{kind}", getattr(palette, f"to_{kind}"))
    figures = write_report(make_run()).parent / "figures"
    with Image.open(figures / "confusion.png") as picture:
        assert min(picture.size) > 900
    assert (figures / "confusion.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_says_what_a_reader_must_know(make_run):
    text = text_of(page_of(make_run(groups=8, weights="random")))
    assert "4 classes, 160 photos" in text
    assert "grouped" in text
    assert "signer3, signer4, signer5, signer6 and signer7, which the training never saw" in text
    assert "over 5 unseen signers" in text
    assert "started from random weights" in text
    assert "24 epochs in 12 min 36 s" in text
    assert "EfficientNetV2S" in text
    assert "tensorflow 2.20.0" in text
    assert re.search(r"In \d+ of 100 test photos no hand was found", text)
    assert "halo / tolong" in text
    assert "could not be" not in text
    assert "can't be read" not in text


def test_the_worst_class_stands_first_in_the_table(make_run):
    page = page_of(make_run())
    table = page[page.index("Most often taken for") :]
    assert re.search(r"<tbody>\s*<tr><th>(\w+)</th>", table).group(1) == "halo"


def test_names_are_no_markup(make_run):
    folder = make_run()
    for file in ("metrics.json", "labels.json", "settings.json"):
        text = (folder / file).read_text()
        text = text.replace("halo", "<script>x</script>").replace("EfficientNetV2S", "<img src=x>")
        (folder / file).write_text(text)
    page = page_of(folder)
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_a_folder_with_nothing_yet_still_gives_a_page(tmp_path):
    text = text_of(page_of(tmp_path))
    for file in ("metrics.json", "history.jsonl", "settings.json", "predictions.parquet"):
        assert f"{file} is not in the run folder (yet)" in text
    assert "could not be made" not in text


FILES = ("settings.json", "history.jsonl", "labels.json", "catalog.parquet")
FILES += ("predictions.parquet", "metrics.json")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", [None, b"[1]", b'{"test": {}}'])
def test_any_piece_may_be_missing_or_broken(make_run, file, content):
    folder = make_run()
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    assert "<footer>" in page_of(folder)
    assert summary(folder)


def test_a_broken_picture_is_said_and_costs_only_itself(make_run, monkeypatch):
    def broken(*args, **names):
        raise ValueError("no ink")

    monkeypatch.setattr(plots, "plot_confusion", broken)
    text = text_of(page_of(make_run()))
    assert "This picture could not be drawn: ValueError: no ink" in text
    assert "Most confused pairs" in text


def test_pictures_that_cannot_be_saved_do_not_cost_the_page(make_run):
    folder = make_run()
    (folder / "figures").write_text("a file where the folder should be")
    assert "<svg" in page_of(folder)


def test_without_photos_the_mistakes_are_listed(make_run, tmp_path):
    folder = make_run()
    assert "listed by name" in text_of(page_of(folder))
    text = text_of(page_of(folder, data_root=tmp_path / "gone"))
    assert "photos could not be read" in text


def test_a_page_that_cannot_be_written_is_told(make_run):
    folder = make_run()
    (folder / "report.html").mkdir()
    with pytest.raises(RunError, match=r"report\.html can't be written"):
        write_report(folder)


def test_the_page_in_indonesian(make_run, branch_table):
    folder = with_ledger(make_run(), branch_table(plain_landmark=80, plain_fused=95))
    page = page_of(folder, language="id")
    assert '<html lang="id">' in page
    titles = re.findall(r"<h[23]>(.*?)</h[23]>", page)
    assert {"Hasil pada data uji", "Matriks konfusi", "Peran tiap cabang"} <= set(titles)
    english, indonesian = texts("en"), texts("id")
    sentences = {name for name, said in english.items() if said != indonesian[name]}
    assert not {english[name] for name in sentences if isinstance(english[name], str)} & set(titles)
    assert re.search(r"\d,\d%", text_of(page))
    assert not re.search(r"\d\.\d\d? ?%", text_of(page))


def test_an_unknown_language(make_run):
    with pytest.raises(SettingsError, match="'xx'.*en"):
        write_report(make_run(), language="xx")


def test_summary(make_run):
    folder = make_run(classes=36, groups=8)
    assert "not there yet" in summary(folder.parent)
    write_report(folder)
    lines = summary(folder).splitlines()
    assert lines[0].split() == ["Report", str(folder / "report.html")]
    assert lines[1].split() == ["Model", str(folder / "model.keras")]
    assert lines[2].split() == ["Thesis", str(folder / "thesis.txt")]
    assert re.match(r"Test +accuracy [\d.]+ % \(95 % interval .* over 5 unseen signers\)", lines[3])
    assert "top-5" in lines[4]
    assert "worst class 0 " in lines[4]


def with_ledger(folder, branches):
    """Add the ledger of a branches table to a run folder's metrics."""
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["ledger"] = ledger(branches)
    (folder / "metrics.json").write_text(json.dumps(metrics))
    return folder


def test_the_branch_ledger(make_run, branch_table):
    right = {"plain_landmark": 80, "plain_fused": 95, "hands_blanked_fused": 60}
    folder = with_ledger(make_run(), branch_table(**right))
    text = text_of(page_of(folder))
    assert "Branch ledger" in text
    assert "The fused model is better than the landmark branch alone: 95.0" in text
    assert "hands blanked" in text
    assert "blurred beyond use" not in text
    said = " ".join(summary(folder).split())
    assert "Branches The fused model is better than the landmark branch alone: 95.0" in said


def test_without_a_ledger_nothing_is_said_of_it(make_run):
    folder = make_run()
    text = text_of(page_of(folder))
    assert "Branch ledger" not in text
    assert "Where the model looks" not in text
    assert "Branches" not in summary(folder)


def test_a_broken_ledger_costs_only_itself(make_run):
    folder = make_run()
    metrics = json.loads((folder / "metrics.json").read_text())
    (folder / "metrics.json").write_text(json.dumps({**metrics, "ledger": {"how": "stages"}}))
    text = text_of(page_of(folder))
    assert "This part could not be made: KeyError" in text
    assert "Most confused pairs" in text
    assert summary(folder)


def test_the_attention(make_run, attention_item):
    folder = make_run()
    save_attention(folder / "attention.npz", [attention_item()])
    page = page_of(folder)
    assert "Where the model looks" in text_of(page)
    assert 'src="data:image/jpeg;base64,' in page
    assert (folder / "figures" / "attention.png").is_file()
    (folder / "attention.npz").write_bytes(b"half a file")
    assert "This part could not be made" in text_of(page_of(folder))
