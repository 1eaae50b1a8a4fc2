import json

import pandas as pd
import pytest

from signkit.report.findings import warnings
from signkit.report.parts.leaks import (
    copies_in_split,
    copies_sentence,
    gap_notes,
    gap_sentence,
    leaks,
)
from signkit.report.record_files import RecordFiles, read_record
from signkit.report.texts import LANGUAGES, texts

WORDS = texts("en", groups="signer")
RANDOM = {"mean": 0.948, "interval": [0.937, 0.96], "folds": [0.946, 0.95, 0.958, 0.944, 0.942]}
GROUPED = {"mean": 0.892, "interval": [0.813, 0.971], "folds": [0.917, 0.908, 0.889, 0.922, 0.822]}
COPIES = {"photos": 2062, "sets": 12, "in_sets": 25, "exact": 3, "near": 10}
COPIES |= {"across_classes": 1, "across_groups": 0}


def gap_of(by="group", groups=5, random=RANDOM, grouped=GROUPED):
    gap = {"probe": "svm", "photos": 2515, "classes": 36, "seed": 0, "by": by}
    return gap | {"groups": groups, "random": random, "grouped": grouped if by else None}


def content_of(folder, **audit):
    (folder / "audit.json").write_text(json.dumps(audit))
    return leaks(read_record(folder), WORDS)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_gap_in_a_sentence():
    assert plain(gap_sentence(gap_of(), WORDS)) == (
        "A random split would report 94.8 % (93.7 to 96.0); "
        "unseen signers get 89.2 % (81.3 to 97.1)."
    )
    assert "copies kept together it is 89.2" in gap_sentence(gap_of("source", 2400), WORDS)
    hidden = plain(gap_sentence(gap_of(None, None), WORDS))
    assert hidden.startswith("A random split would report 94.8 % (93.7 to 96.0); what unseen")
    assert "could not be measured" in gap_sentence(None, WORDS)
    assert "94,8" in gap_sentence(gap_of(), texts("id", groups="signer"))


def test_an_interval_that_holds_the_random_mean_is_called_uncertain(tmp_path):
    notes = content_of(tmp_path, gap=gap_of())["notes"]
    assert plain(notes[0]).startswith("The difference is 5.6 points. With 5 signers its size is")
    narrow = gap_of(grouped=GROUPED | {"interval": [0.86, 0.92]})
    assert content_of(tmp_path, gap=narrow)["notes"][0] == "The difference is 5.6 points."
    none = gap_of(grouped=GROUPED | {"mean": 0.95})
    assert "No loss was measured for unseen signers" in content_of(tmp_path, gap=none)["notes"][0]
    kept = gap_of("source", 900, grouped=GROUPED | {"mean": 0.95})
    assert content_of(tmp_path, gap=kept)["notes"][0] == (
        "Keeping copies together changed nothing here."
    )


def test_how_the_signers_were_left_out(tmp_path):
    assert (
        "Each of the 5 signers was left out once" in content_of(tmp_path, gap=gap_of())["notes"][-1]
    )
    dealt = content_of(tmp_path, gap=gap_of(groups=23))["notes"][-1]
    assert "The 23 signers were dealt into 5 folds" in dealt


@pytest.mark.parametrize(("by", "told"), [("group", False), ("source", True), (None, True)])
def test_unnamed_signers_are_told_with_how_to_name_them(tmp_path, by, told):
    text = " ".join(content_of(tmp_path, gap=gap_of(by))["notes"])
    assert ("GROUP_PATTERN" in text and "GROUP_COLUMN" in text) == told


@pytest.mark.parametrize(
    ("by", "said"), [("source", "no two classes have two takes"), ("group", "by two groups each")]
)
def test_no_figure_where_nothing_can_be_compared(by, said):
    gap = gap_of(by, 3) | {"grouped": None}
    assert said in gap_sentence(gap, texts())
    assert "0.0" not in plain(gap_sentence(gap, texts()))


CROSSED = {"group": "hand3", "classes": ["l", "y"], "photos": 10, "taken": 10, "others": 0.0}


def test_the_worst_group_and_the_labels_it_crosses(tmp_path):
    by_group = {"hand1": {"photos": 900, "random": 0.93, "unseen": 0.92}}
    by_group |= {"hand2": {"photos": 895, "random": 0.93, "unseen": 0.91}}
    by_group |= {"hand3": {"photos": 180, "random": 0.9, "unseen": 0.8}}
    more = {"by_group": by_group, "crossed": [CROSSED], "left_out": ["x", "z"]}
    more["mended"] = {"random": RANDOM, "grouped": GROUPED | {"mean": 0.9}}
    said = [plain(note) for note in content_of(tmp_path, gap=gap_of() | more)["notes"]]
    assert said[1].startswith("Lowest is hand3: 80.0 % of its samples")
    assert said[2] == (
        "Labels seem to be exchanged in hand3: 10 of its 10 samples of l and y are taken for the "
        "other class, and 0.0 % of those of other signers."
    )
    assert "unseen signers get 90.0 %" in said[3]
    assert said[4].endswith("fewer than five samples: x and z.")


def test_copies_in_sentences():
    said = copies_sentence(COPIES, WORDS)
    assert "25 of 2,062 photos belong to 12 sets" in said
    assert "the same file again: 3; nearly the same photo: 10" in said
    assert "have different labels: 1. Look at these first" in said
    assert "signer" not in said
    one = copies_sentence(COPIES | {"sets": 1, "in_sets": 2, "across_groups": 1}, WORDS)
    assert "2 of 2,062 photos are copies of each other" in one
    assert "more than one signer: 1" in one
    none = dict.fromkeys(COPIES, 0) | {"photos": 2062}
    assert copies_sentence(none, WORDS) == "None of the 2,062 photos is a copy of another."


def test_an_audit_may_lack_any_of_its_parts(tmp_path):
    assert leaks(read_record(tmp_path), WORDS) is None
    assert content_of(tmp_path) is None
    copies = content_of(tmp_path, copies=COPIES)
    assert (copies["sentence"], copies["notes"], copies["gap"]) == (None, [], None)
    few = content_of(tmp_path, gap=None)
    assert "could not be measured" in few["sentence"]
    assert (few["notes"], few["copies"], few["gap"]) == ([], None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("groups", [0, 8])
def test_the_fragment(make_run, render_part, language, groups):
    words = texts(language, groups="signer")
    content = leaks(read_record(make_run(groups=groups)), words)
    text = render_part("leaks", words, leaks=content, gap_picture=None)
    for sentence in (content["sentence"], *content["notes"], content["copies"]):
        assert plain(sentence) in text
    assert render_part("leaks", words, leaks=None, gap_picture=None) == ""


@pytest.mark.parametrize(
    ("kind", "row", "left_open"),
    [
        ("signer", "unseen signers get", None),
        ("background", "unseen backgrounds get", "The backgrounds are not people"),
        ("costume", "unseen costumes get", "The costumes are not people"),
        ("", "unseen groups get", "What a group is was not said"),
    ],
)
def test_the_gap_speaks_of_what_the_groups_are(kind, row, left_open):
    words = texts("en", groups=kind)
    assert row in gap_sentence(gap_of(), words)
    notes = " ".join(gap_notes(gap_of(), words))
    assert ("new people" in notes) == bool(left_open)
    assert not left_open or left_open in notes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", ["", "image", "clip"])
def test_mirror_images_series_and_reported_copies_are_told(language, variant):
    words = texts(language, *filter(None, [variant]))
    found = COPIES | {
        "mirrors": [{"classes": ["left", "right"], "kind": "mirrored", "pairs": 4}],
        "series": [{"label": "lima", "photos": 10, "takes": 1, "largest": 10}],
        "binds": False,
    }
    said = copies_sentence(found, words)
    assert "left / right" in said
    assert "FLIP" in said
    assert "lima (" in said
    assert 'COPIES = "report"' in said
    assert "COPIES" not in copies_sentence(COPIES, words)


def test_copies_of_test_photos_in_the_training_are_counted():
    table = pd.DataFrame({"split": ["train", "test", "test", "validation"], "hash": list("abcd")})
    record = RecordFiles(None, settings={"data": {"copies_left_out": 3}})
    record.catalog = table.assign(source=list("aacd"))
    seen, left_out = copies_in_split(record, texts())
    assert seen.startswith("1 of the 2 test photos have a copy")
    assert left_out.endswith("left out of the learning: 3.")
    record.catalog = table.assign(source=list("abcd"), alike=list("aaaa"))  # only reported
    assert copies_in_split(record, texts())[0].startswith("2 of the 2")
    record.catalog, record.settings = table.assign(source=list("abcd")), None
    assert copies_in_split(record, texts()) == []


def test_a_training_that_mirrors_mirror_images_is_warned_of():
    asked = {"augment": True, "flip": True}
    record = RecordFiles(None, settings={"kind": "sign", "settings": asked}, labels=["l", "r"])
    record.audit = {"copies": {"mirrors": [{"classes": ["l", "r"], "kind": "mirrored"}]}}
    told = dict(warnings(record, texts()))
    assert "l / r" in told["Mirrored in training, a class becomes another one"]
    record.settings = {"kind": "sign", "settings": asked | {"flip": False}}
    assert "Mirrored in training, a class becomes another one" not in dict(
        warnings(record, texts())
    )
