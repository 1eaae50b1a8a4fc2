"""`signkit.prepare`: a data set checked, listed and looked through, before a training."""

from signkit.api.keywords import given_of, one_way, with_keywords
from signkit.notebook.colab import open_layout
from signkit.preparation.prepared import Prepared
from signkit.preparation.table import PREPARATIONS, way_for, way_named


@with_keywords({way.title: (way.settings, way.asks) for way in reversed(PREPARATIONS)})
def prepare(dataset: str = "", kind: str = "", groups: str = "", **settings) -> Prepared:
    """Check a data set, find copies and hands, and keep it all for the training.

        signkit.prepare("bisindo", groups="/([a-z]+)_")

    `dataset` is a folder in `datasets/` or any folder: a folder of photos or clips a class, or a
    table of them (`csv`). `kind` is "sign" (photos of signs), "clip" or "thing" (photos alone);
    left out, clips are known by their files, things by settings that they alone have, and all other
    photos are signs. `groups` is a pattern over the path that catches who must stay on one side of
    a split, or the table's column that says it. What is finished is not done again. Returns what
    was found: `print` it, or look at it in a notebook with `.show()`. Raises SettingsError or
    DataError, in words, before anything long.
    """
    given = given_of(settings)
    column = "group_pattern" if "(" in groups else "group_column"
    given = one_way(given, groups=(column, groups))
    layout = open_layout(given.get("root", ""), given.get("use_drive", False))
    way = way_named(kind) if kind else way_for(dataset, given, given.get("csv", ""), layout)
    return way.run(way.settings.make(dataset=dataset, **given), layout)
