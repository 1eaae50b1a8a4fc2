import json

import pytest

from signkit.data.listing.beside import told

COCO = {"images": [{"id": 1}], "annotations": [], "categories": []}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a/1.xml", "<annotation><object/></annotation>", "1 .xml files, such as a/1.xml, are "
         "Pascal VOC files: ATK_training learns from them with VOC = True."),
        ("all.xml", "<?xml version='1.0'?>\n<annotations>", "annotations of CVAT"),
        ("labels/1.txt", "0 0.5 0.5 0.1 0.2\n3 .4 .4 .1 .1\n", "boxes in YOLO's format"),
        ("labels/1.txt", "0 0.5 0.5 0.1 0.2 .7 .8 .9 1 .3\n", "boxes in YOLO's format"),
        ("instances.json", json.dumps(COCO), "annotations in COCO's format"),
        ("a/1.json", json.dumps({"version": 1, "shapes": []}), "annotations of LabelMe"),
        ("via.json", json.dumps({"_via_img_metadata": {}}), "annotations of VIA"),
        ("a/1.HEIC", "x", "1 HEIC photos are not read, such as a/1.HEIC: save them as JPEG"),
        ("labels.csv", "path,label\na,b\n", 'CSV = "labels.csv" reads the classes from it.'),
        ("train/_annotations.csv", "filename;width;class\na;1;b\n", "with the column filename "
         "called path (the file, from the data set's folder) and class called label"),
        ("l.csv", "Path,Label,signer\na,b,c\n", 'from it, GROUP_COLUMN = "signer" who or what'),
        ("labels.csv", "id,breed\n1,pug\n", "with the column id called path"),
    ],
)  # fmt: skip
def test_files_that_say_what_is_on_the_photos(tmp_path, name, content, words):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content)
    (note,) = told(tmp_path, [name])
    assert words in note


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("README.txt", "Photos of 5 signers.\n"),
        ("classes.txt", "cat\ndog\n"),
        ("settings.json", '{"a": 1}'),
        ("list.csv", "a,b\n1,2\n"),
        ("list.csv", ""),
        ("descriptions.csv", "class,description\na,b\n"),
        ("notes.xml", "<notes/>"),
        ("empty.txt", ""),
    ],
)
def test_other_files_are_not_mentioned(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert told(tmp_path, [name]) == []
