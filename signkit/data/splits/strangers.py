"""Whether validation is of strangers: of groups that nothing was trained on."""

import pandas as pd


def validated_on(table: pd.DataFrame, people=True) -> str:
    """Whether a catalog's validation rows are of groups trained on: "apart", "shared", "unknown".

    "shared" as soon as one group is on both sides. Where photos don't say whose they are, "unknown"
    if there are `people` in them, who may be on both sides; things without groups are "apart".
    """
    train, validation = (
        table.loc[table["split"] == split, "group"] for split in ("train", "validation")
    )
    if set(train.dropna()) & set(validation.dropna()):
        return "shared"
    unnamed = train.isna().any() or validation.isna().any()
    return "unknown" if people and unnamed else "apart"
