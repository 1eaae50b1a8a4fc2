import json

import numpy as np
import pandas as pd
import pytest

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import evaluate
from signkit.evaluation.ledger import ledger

PLAIN = {"plain_visual": 50, "plain_landmark": 80, "plain_fused": 95}


def test_accuracies_differences_and_counts(branch_table):
    found = ledger(branch_table(**PLAIN))
    assert json.loads(json.dumps(found)) == found
    assert {name: row["accuracy"] for name, row in found["sources"].items()} == {
        "visual": 0.5,
        "landmark": 0.8,
        "fused": 0.95,
    }
    fused, pair = found["sources"]["fused"], found["pairs"][0]
    assert (fused["right"], found["photos"], found["groups"]) == (95, 100, 5)
    assert (pair["first"], pair["second"]) == ("fused", "landmark")
    assert pair["difference"] == pytest.approx(0.15)
    assert (pair["first_only"], pair["second_only"]) == (15, 0)
    # By hand: 2 / 2 ** 15, the largest of the three, stays as it is under Holm.
    assert pair["p"] == pair["p_holm"] == pytest.approx(2**-14)
    assert pair["exact"]
    assert [(p["first"], p["second"]) for p in found["pairs"][1:]] == [
        ("fused", "visual"),
        ("landmark", "visual"),
    ]
    assert {p["verdict"] for p in found["pairs"]} == {"better"}
    assert found["conditions"] == {}


def test_the_interval_is_the_one_of_the_metrics(branch_table):
    rows = branch_table(**PLAIN)
    right = np.arange(100) < 95
    shares = np.column_stack([right, ~right]).astype(float)
    test = evaluate(shares, np.zeros(100, int), ["a", "b"], groups=rows["group"])
    found = ledger(rows)
    assert found["sources"]["fused"]["interval"] == test["accuracy_interval"]
    assert found["interval_over"] == test["interval_over"] == "groups"


@pytest.mark.parametrize(("groups", "number"), [(2, 2), (1, 1), (None, None)])
def test_with_few_or_unknown_groups_the_interval_is_over_photos(branch_table, groups, number):
    found = ledger(branch_table(groups=groups, **PLAIN))
    assert (found["interval_over"], found["groups"]) == ("photos", number)
    without = ledger(branch_table(**PLAIN).drop(columns="group"))
    assert without["sources"] == found["sources"]


def test_worse_and_nobody_can_tell(branch_table):
    found = ledger(branch_table(plain_visual=80, plain_landmark=80, plain_fused=60))
    assert [pair["verdict"] for pair in found["pairs"]] == ["worse", "worse", "nobody_can_tell"]
    close = ledger(branch_table(**{**PLAIN, "plain_fused": 83}))
    assert close["pairs"][0]["verdict"] == "nobody_can_tell"


def test_a_gain_on_one_signer_alone_is_no_verdict(branch_table):
    # 10 photos gained, none lost: McNemar is sure, but all are of one of four signers.
    rows = branch_table(groups=4, plain_landmark=60, plain_fused=60)
    one = np.flatnonzero((rows["group"] == "signer0") & (rows["plain_fused"] == "b"))
    rows.loc[one, "plain_fused"] = "a"
    pair = ledger(rows)["pairs"][0]
    assert (pair["first_only"], pair["second_only"]) == (10, 0)
    assert pair["p_holm"] < 0.05
    assert pair["interval"][0] <= 0
    assert pair["verdict"] == "nobody_can_tell"
    assert ledger(rows.drop(columns="group"))["pairs"][0]["verdict"] == "better"


def test_holm_counts_all_pairs(branch_table):
    # By hand: 6 of 6 photos, 2 / 2 ** 6 = .03125, times three for three comparisons.
    rows = branch_table(plain_visual=86, plain_landmark=86, plain_fused=92)
    pairs = ledger(rows)["pairs"]
    assert [pair["p"] for pair in pairs] == [0.03125, 0.03125, 1]
    assert [pair["p_holm"] for pair in pairs] == [0.09375, 0.09375, 1]
    assert pairs[0]["verdict"] == "nobody_can_tell"
    alone = ledger(rows.drop(columns="plain_visual"))["pairs"]
    assert [pair["p_holm"] for pair in alone] == [0.03125]


def test_drops_on_degraded_photos(branch_table):
    rows = branch_table(
        **PLAIN,
        hands_blanked_visual=50,
        hands_blanked_landmark=40,
        hands_blanked_fused=96,
        photos_blurred_fused=90,
    )
    found = ledger(rows)["conditions"]
    blanked = found["hands_blanked"]
    assert (blanked["visual"]["drop"], blanked["visual"]["drop_interval"]) == (0, None)
    assert blanked["landmark"]["accuracy"] == 0.4
    assert blanked["landmark"]["drop"] == pytest.approx(0.4)
    low, high = blanked["landmark"]["drop_interval"]
    assert 0.25 < low < 0.4 < high < 0.55
    assert blanked["fused"]["drop"] == pytest.approx(-0.01)
    assert list(found["photos_blurred"]) == ["fused"]


def test_classes_may_be_numbers():
    rows = pd.DataFrame({"label": [1, 2, 3], "plain_fused": ["1", "2", "2"]})
    assert ledger(rows)["sources"]["fused"]["right"] == 2
    assert ledger(rows)["pairs"] == []


def test_how_is_handed_on_and_missing_columns_are_told(branch_table):
    assert ledger(branch_table(**PLAIN), how="probes")["how"] == "probes"
    for column in ("label", "plain_fused"):
        rows = branch_table(plain_fused=3).drop(columns=column)
        with pytest.raises(DataError, match="no source's predictions"):
            ledger(rows)
