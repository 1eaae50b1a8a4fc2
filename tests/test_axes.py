"""What a run answers, and what it looks at, is decided in one place each.

`tests/helpers/axes.py` finds the conditions that ask it elsewhere.
"""

from pathlib import Path

import pytest
from axes import asked, asked_in, asked_of_page

PACKAGE = Path(__file__).resolve().parent.parent / "signkit"


def test_a_run_is_asked_nothing_that_its_entry_should_say():
    assert asked_in(PACKAGE) == {}, "say it in the entry of the kind or the answer"


# The checker itself, on source made to be wrong, and on innocent source.


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("if record.several: pass", ["record.several"]),
        ("if a and not (b or run.sentences): pass", ["run.sentences"]),
        ("x = 1 if self.photos_alone else 2", ["self.photos_alone"]),
        ("told = record.several and labels", ["record.several"]),
        ("told = not run.translates", ["run.translates"]),
        ("x = [r for r in runs if not r.sentences]", ["r.sentences"]),
        ("while record.clips is True: pass", ["record.clips is True"]),
        ("assert batch.several", ["batch.several"]),
        ("x = (a, b)[record.several]", ["record.several"]),
        ("x = {True: a, False: b}[bool(record.several)]", ["record.several"]),
        ("if metrics.get('several'): pass", ["metrics.get('several')"]),
        ("if bool(metrics['several']): pass", ["metrics['several']"]),
        ("if (found := run.several): pass", ["run.several"]),
        ("def f(clips: bool):\n    return 1 if clips else 2", ["clips"]),
        ("clips = kind == 'clip'\nif clips: pass", ["clips", "kind == 'clip'"]),
        ("if of_clips(catalog): pass", ["of_clips(catalog)"]),
        ("if getattr(x, 'sentences', None): pass", ["getattr(x, 'sentences', None)"]),
        ("hands = settings.kind != 'image'", ["settings.kind != 'image'"]),
        ("x = settings['kind'] in ('sign', 'clip')", ["settings['kind'] in ('sign', 'clip')"]),
        ("x = settings.get('kind') == 'text'", ["settings.get('kind') == 'text'"]),
        ("TEXT = 'text'\nif run.kind == TEXT: pass", ["run.kind == TEXT"]),
        ("NONE = ('image', 'text')\nx = a.kind in NONE", ["a.kind in NONE"]),
        ("x = kind is PHOTOS", ["kind is PHOTOS"]),
        ("x = answer is LABELS", ["answer is LABELS"]),
        ("x = run.answer.name == 'labels'", ["run.answer.name == 'labels'"]),
        ("x = answer_of(run).name == 'x'", ["answer_of(run).name == 'x'"]),
        ("match settings.kind:\n    case 'sign': pass", ["match settings.kind"]),
        ("x = {'sign': 1, 'clip': 2}[kind]", ["{'sign': 1, 'clip': 2}"]),
        ("WAYS = {'classes': f, 'labels': g}", ["{'classes': f, 'labels': g}"]),
        ("if 'labels' in table: pass", ["'labels' in table"]),
        ("x = 'given' not in photos", ["'given' not in photos"]),
        ("x = isinstance(s, ImageSettings)", ["isinstance(s, ImageSettings)"]),
        ("x = isinstance(s, data.Corpus | Clips)", ["isinstance(s, data.Corpus | Clips)"]),
        ("if targets.ndim == 2: pass", ["targets.ndim == 2"]),
        ("x = 1 if len(photo.shape) > 3 else 2", ["len(photo.shape) > 3"]),
    ],
)
def test_what_is_asked_is_found(source, found):
    assert sorted(said for _, said in asked(source)) == sorted(found)


@pytest.mark.parametrize(
    "source",
    [
        "if device.kind == 'gpu': pass",
        "if frames.dtype.kind in 'fiu': pass",
        "for clips in folders:\n    if not clips: raise DataError",
        "if len(sentences) > 3: pass",
        "x = f(several=record.several)",
        "x = given.sentences or lines",
        "x = clips['kind'] == 'sequence'",
        "x = {'image': photo, 'hands': points}",
        "x = {'text': words}",
        "if probabilities.ndim != 2 or not len(targets): raise ValueError",
        "x = isinstance(value, dict | float)",
        "x = isinstance(layer, keras.layers.Dense)",
        "x = row['name'] == 'labels'",
        "table = record.answer.table(record)",
        "x = KINDS[settings.kind]",
        "if 'label' in table: pass",
    ],
)
def test_innocent_source_is_left_alone(source):
    assert asked(source) == []


def test_templates_are_read_too():
    wrong = "{% if run.sentences %}\n{%- elif a and record.several -%}\n{{ x if several else y }}\n"
    assert [line for line, _ in asked_of_page(wrong)] == [1, 2, 3]
    assert asked_of_page("{% if lead.content.sentences %}{{ several }} clips{% endif %}") == []


def test_only_their_homes_may_ask(tmp_path):
    for name in ("report/page.py", "report/answers/labels.py", "training/kinds/clip.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = run.several and 1\n")
    assert asked_in(tmp_path) == {"report/page.py": [(1, "run.several")]}
