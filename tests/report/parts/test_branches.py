import json

import pytest

from signkit.evaluation.ledger import ledger
from signkit.report.parts.branches import branches, ledger_table, main_verdict
from signkit.report.record_files import RecordFiles
from signkit.report.texts import texts

WORDS = texts("en")
PLAIN = {"plain_visual": 50, "plain_landmark": 80, "plain_fused": 95}


def said(rows, how="stages"):
    return branches(RecordFiles(".", metrics={"ledger": ledger(rows, how)}), WORDS)


def spaced(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def a_ledger(difference, interval, p_holm, verdict):
    pair = {"first": "fused", "second": "landmark", "difference": difference}
    pair |= {"interval": interval, "p_holm": p_holm, "verdict": verdict}
    sources = {"fused": {"accuracy": 0.931}, "landmark": {"accuracy": 0.931 - difference}}
    return {"pairs": [pair], "sources": sources}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            (0.029, [0.011, 0.048], 0.004, "better"),
            "The fused model is better than the landmark branch alone: 93.1 % against 90.2 %, "
            "2.9 points more (1.1 to 4.8), McNemar p = .004.",
        ),
        (
            (-0.029, [-0.048, -0.011], 0.0004, "worse"),
            "The fused model is worse than the landmark branch alone: 93.1 % against 96.0 %, "
            "2.9 points less (1.1 to 4.8), McNemar p < .001.",
        ),
        (
            (0.029, [-0.011, 0.048], 0.62, "nobody_can_tell"),
            "Nobody can tell whether the fused model is better than the landmark branch alone: "
            "93.1 % against 90.2 %, 2.9 points more (1.1 less to 4.8 more), McNemar p = .62.",
        ),
        (
            (0.0, [-0.02, 0.02], 1.0, "nobody_can_tell"),
            "Nobody can tell whether the fused model is better than the landmark branch alone: "
            "93.1 % against 93.1 %, no difference (2.0 less to 2.0 more), McNemar p = 1.00.",
        ),
    ],
)
def test_the_verdict_in_words(given, sentence):
    assert spaced(main_verdict(a_ledger(*given), WORDS)) == sentence


def test_the_main_verdict_is_on_the_better_branch(branch_table):
    text = main_verdict(
        ledger(branch_table(plain_visual=90, plain_landmark=80, plain_fused=95)), WORDS
    )
    assert "than the image branch alone" in text
    assert main_verdict(ledger(branch_table(plain_visual=9)), WORDS) is None
    assert main_verdict({}, WORDS) is None


def test_rows_and_counts(branch_table):
    found = said(branch_table(**PLAIN))
    assert [row["name"] for row in found["rows"]] == [
        "Image only",
        "Landmarks only",
        "Both, fused",
    ]
    assert len(found["verdicts"]) == 3
    counts = "Only the fused model is right in 15 photos, only the landmark branch alone in 0."
    assert found["verdicts"][0][1] == counts
    assert found["degraded"] is None


def test_degraded_rows(branch_table):
    found = said(branch_table(**PLAIN, hands_blanked_visual=50, hands_blanked_fused=65))
    degraded = found["degraded"]
    assert degraded["titles"] == ["Half of the test photos' hands blanked"]
    (name, shown, (cell,)), (_, _, (gap,)), (_, _, (fell,)) = degraded["rows"]
    assert (name, spaced(shown), cell[1]) == ("Image only", "50.0 %", "unchanged")
    assert gap is None
    assert spaced(fell[0]) == "65.0 %"
    assert fell[1].startswith("\N{MINUS SIGN}30.0 (\N{MINUS SIGN}")


def notes(rows, how="stages"):
    return " ".join(said(rows, how)["notes"])


def test_the_footnote_says_how_the_branches_were_trained(branch_table):
    assert "its own training stage" in notes(branch_table(**PLAIN))
    assert "Alain & Bengio, 2016" in notes(branch_table(**PLAIN), "probes")


def test_the_footnote_says_that_several_comparisons_are_corrected(branch_table):
    assert "shown as corrected by Holm for 3 comparisons" in notes(branch_table(**PLAIN))
    alone = notes(branch_table(plain_landmark=80, plain_fused=95))
    assert "photos of one group are not" in alone
    assert "Holm" not in alone


def test_the_footnote_says_what_the_intervals_are_over(branch_table):
    assert "over 6 groups. Groups are drawn whole." in notes(branch_table(groups=6, **PLAIN))
    assert "too narrow" not in notes(branch_table(groups=6, **PLAIN))
    assert "as few as 5 they tend to be too narrow" in notes(branch_table(groups=5, **PLAIN))
    few = notes(branch_table(groups=2, **PLAIN))
    assert "over 100 photos. With fewer than 3 groups" in few
    assert "Not every photo names its group" in notes(branch_table(groups=None, **PLAIN))


def test_without_a_ledger_there_is_no_section():
    assert branches(RecordFiles("."), WORDS) is None
    assert branches(RecordFiles(".", metrics={"test": {}}), WORDS) is None


def test_the_ledger_as_a_table_for_a_notebook(make_run, branch_table):
    folder = make_run()
    assert ledger_table(folder).empty
    metrics = json.loads((folder / "metrics.json").read_text())
    table = branch_table(plain_visual=60, plain_landmark=80, plain_fused=90)
    metrics["ledger"] = ledger(table, how="stages")
    (folder / "metrics.json").write_text(json.dumps(metrics))
    shown = ledger_table(folder, "id")
    assert shown.iloc[:, 0].tolist() == ["60,0%", "80,0%", "90,0%"]
    assert " – " in shown.iloc[0, 1]
