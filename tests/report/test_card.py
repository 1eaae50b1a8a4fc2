import json
import re

import pytest

from signkit.evaluation.ledger import ledger
from signkit.report.card import model_card
from signkit.report.card_lists import cell
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts

HEADINGS = [
    "Model details",
    "Intended use",
    "Factors",
    "Metrics",
    "Evaluation data",
    "Training data",
    "Quantitative analyses",
    "Ethical considerations",
    "Caveats and recommendations",
]


def card_of(folder, language="en"):
    card = model_card(read_record(folder), texts(language, groups="signer"), "2026-11-21 09:00")
    return card.replace("\N{NO-BREAK SPACE}", " ")


def test_the_headings_are_those_of_mitchell_and_others(make_run):
    assert re.findall(r"^## (.*)$", card_of(make_run()), re.M) == HEADINGS


def test_the_card_says_what_the_run_says(make_run):
    card = card_of(make_run(groups=6))
    assert "- Made of: option A, image backbone EfficientNetV2S" in card
    assert "- Parameters: 21,345,678" in card
    assert "4 classes and gives every photo one of them: halo, maaf, terima_kasih, tolong" in card
    assert "2 in the training, 1 in the validation, 3 in the test" in card
    assert "- 60 photos of 4 classes." in card
    assert len(re.findall(r"^\| signer\d \| 20 \|", card, re.M)) == 3
    assert len(re.findall(r"^\| (?:halo|maaf|terima_kasih|tolong) \| 15 \|", card, re.M)) == 4


def test_every_row_of_a_table_has_its_cells(make_run):
    table, widths = [], set()
    for line in card_of(make_run(classes=36)).splitlines():
        if line.startswith("|"):
            table.append(line.count("|"))
        elif table:
            assert len(set(table)) == 1
            widths.add(table[0])
            table = []
    assert widths == {4, 5, 7}


def test_a_random_split_is_among_the_data_and_the_caveats(make_run):
    card = card_of(make_run(groups=0, strategy="random"))
    data = card[card.index("## Evaluation data") : card.index("## Training data")]
    assert "The split is random" in data
    assert "**The split is random and the people" in card[card.index("## Caveats") :]


def test_a_class_named_with_a_bar_does_not_break_its_row(make_run):
    folder = make_run()
    text = (folder / "metrics.json").read_text()
    (folder / "metrics.json").write_text(text.replace('"halo"', '"ha|lo"'))
    assert "| ha\\|lo |" in card_of(folder)


def test_signs_of_markdown_in_a_name_are_shown():
    assert cell("a<b>&c $5 x_y [1]") == r"a\<b>&c \$5 x_y \[1]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gone", ["settings.json", "catalog.parquet", "metrics.json", "audit.json"])
def test_a_partial_run_still_has_a_card(make_run, gone, language):
    folder = make_run()
    (folder / gone).unlink(missing_ok=True)
    assert len(re.findall(r"^## ", card_of(folder, language), re.M)) == len(HEADINGS)


def test_the_card_says_how_the_model_is_fed_and_loaded(make_run):
    folder = make_run()
    card = card_of(folder)
    assert "- `image_input`: photos as they are, (224, 224, 3), values 0–255" in card
    assert "- `landmark_input`: (126,)" in card
    assert 'model = keras.models.load_model("model.keras")' in card
    settings = json.loads((folder / "settings.json").read_text())
    settings["settings"]["stages"] = "landmark 40 2e-3"
    (folder / "settings.json").write_text(json.dumps(settings))
    assert "`image_input`" not in card_of(folder)


def test_the_branches_verdict_is_among_the_analyses(make_run, branch_table):
    folder = make_run()
    assert "### Branch ledger" not in card_of(folder)
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["ledger"] = ledger(
        branch_table(plain_visual=60, plain_landmark=70, plain_fused=90), how="stages"
    )
    (folder / "metrics.json").write_text(json.dumps(metrics))
    card = card_of(folder)
    assert (
        card.index("## Quantitative") < card.index("### Branch ledger") < card.index("## Ethical")
    )
    assert "The fused model is better than the landmark branch alone: 90.0 % against 70.0 %" in card
