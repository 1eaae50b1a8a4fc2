import pandas as pd
import pytest

from signkit.data.splits.strangers import validated_on


@pytest.mark.parametrize(
    ("train", "validation", "people", "things"),
    [
        (["a", "b"], ["c"], "apart", "apart"),
        (["a", "b"], ["b"], "shared", "shared"),
        (["a", None], ["a"], "shared", "shared"),
        (["a", None], ["c"], "unknown", "apart"),
        ([None], [None], "unknown", "apart"),
        (["a"], [], "apart", "apart"),
    ],
)
def test_validation_is_of_strangers_only_where_no_group_is_on_both_sides(
    train, validation, people, things
):
    groups = pd.array([*train, *validation, "test only"], "string")
    splits = ["train"] * len(train) + ["validation"] * len(validation) + ["test"]
    table = pd.DataFrame({"group": groups, "split": splits})
    assert validated_on(table) == people
    assert validated_on(table, people=False) == things
