import pandas as pd

from signkit.data.copies.takes import series


def rows_of(**takes):
    """A class a keyword: how many photos each of its takes has."""
    rows = [
        (label, f"{label}{number}")
        for label, sizes in takes.items()
        for number, size in enumerate(sizes)
        for _ in range(size)
    ]
    table = pd.DataFrame(rows, columns=["label", "source"])
    return series(table, table["source"])


def test_a_class_of_one_burst_is_told():
    assert rows_of(a=[10], b=[1] * 10) == [
        {"label": "a", "photos": 10, "takes": 1, "largest": 10},
    ]
    assert rows_of(a=[4, 4], b=[3, 3, 3]) == [{"label": "a", "photos": 8, "takes": 2, "largest": 4}]


def test_a_burst_among_single_photos_is_told_from_half_of_them_on():
    assert [row["label"] for row in rows_of(half=[10, *[1] * 10], less=[9, *[1] * 10])] == ["half"]


def test_few_photos_are_no_series():
    assert rows_of(a=[4], b=[1, 1]) == []
