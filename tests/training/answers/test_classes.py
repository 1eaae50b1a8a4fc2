from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from signkit.data.catalog import UNKNOWN, Catalog
from signkit.inputs.dataset import Dataset, samples_of
from signkit.training.kinds.table import KINDS


@pytest.mark.parametrize(
    ("labels", "splits", "said"),
    [
        ("aaaaaabb", "tttttvvt", "accuracy"),  # three times as many
        ("aaaaaaab", "ttttvvvt", "balanced_accuracy"),
        ("aaaaab" * 2 + "b" * 4, "tvvvvt" * 2 + "t" * 4, "balanced_accuracy"),  # in validation
        ("aabbcc" + "d" * 9, "tvtvtv" + "u" * 9, "accuracy"),  # one is kept unknown
    ],
)
def test_where_classes_are_rare_their_recall_is_judged(labels, splits, said):
    names = {"t": "train", "v": "validation", "x": "test", "u": UNKNOWN}
    table = pd.DataFrame({"label": list(labels), "split": [names[k] for k in splits]})
    table["path"] = [f"{k}.png" for k in range(len(table))]
    catalog = Catalog(Path(), table)
    samples = samples_of(catalog, np.empty((len(table), 0, 0, 3)), np.empty((len(table), 0, 0, 3)))
    assert KINDS["image"].judged_by(Dataset(catalog, samples, table[:0])) == said
