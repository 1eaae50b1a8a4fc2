import os

from signkit.data.checks.inventory import inventory, list_files


def test_all_files_are_listed_hidden_ones_aside(tmp_path):
    for path in ("a/1.png", "a/deep/2.png", "b.csv", ".git/x", "__MACOSX/y", "a/.hidden"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"12345")
    os.utime(tmp_path / "b.csv", ns=(1, 7))
    found = list_files(tmp_path)
    assert found["path"].tolist() == ["a/1.png", "a/deep/2.png", "b.csv"]
    assert found["bytes"].tolist() == [5, 5, 5]
    assert found["modified"].iloc[2] == 7


def test_links_are_followed_once(tmp_path):
    root, other = tmp_path / "root", tmp_path / "other"
    for folder in (root / "a", other):
        folder.mkdir(parents=True)
        (folder / "1.png").write_bytes(b"x")
    (root / "b").symlink_to(other)
    (root / "a" / "round").symlink_to(root)
    (root / "a" / "nowhere.png").symlink_to(root / "gone.png")
    assert list_files(root)["path"].tolist() == ["a/1.png", "b/1.png"]


def test_files_that_are_named_elsewhere_are_added(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "x.png").write_bytes(b"123")
    found = inventory(tmp_path / "root", ["../x.png", "gone.png", "../root"])
    assert found[["path", "bytes"]].to_numpy().tolist() == [["../x.png", 3]]
