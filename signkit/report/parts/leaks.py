"""What a random split would hide: the gap to people never seen, and the copies that were found."""

from signkit.report.findings import copies_seen, some


def leaks(record, words) -> dict | None:
    """The gap in a sentence, notes on it, and the copies; None where the run has no audit.json.

    `sentence` is None where no gap was asked for, `notes` is a list of sentences, `gap` is what
    `gap_plot.plot_gap` draws or None.
    """
    if not record.audit:
        return None
    gap = record.kind.measures_gap(record.audit)
    if not (gap or any(record.audit.values())):
        return None
    found = {"sentence": None, "notes": [], "copies": None, "gap": record.audit.get("gap")}
    if gap:
        found["sentence"] = gap_sentence(found["gap"], words)
        found["notes"] = gap_notes(found["gap"], words)
    if record.audit.get("copies"):
        said = [copies_sentence(record.audit["copies"], words), *copies_in_split(record, words)]
        found["copies"] = " ".join(said)
    return found


def gap_sentence(gap: dict | None, words) -> str:
    """What a random split would report, and what stays of it where people or copies stay whole.

    `gap` is `Gap.facts()`; None means that there were too few photos to measure it.
    """
    if gap is None:
        return words["gap_too_few"]
    if gap["grouped"] is None and gap["by"]:
        reason = "gap_one_group" if gap["by"] == "group" else "gap_one_take"
        return words[reason].format(random=_with_interval(gap["random"], words))
    if gap["grouped"] is None:
        return words["gap_random"].format(random=_with_interval(gap["random"], words))
    return words["gap_by_group" if gap["by"] == "group" else "gap_by_source"].format(
        random=_with_interval(gap["random"], words),
        grouped=_with_interval(gap["grouped"], words),
    )


def copies_sentence(copies: dict, words) -> str:
    """How many photos are copies of another one, of which kind, and which need a look.

    `copies` is `Copies.facts()`.
    """
    numbers = {name: found for name, found in copies.items() if isinstance(found, int)}
    counted = {name: words.counted(number) for name, number in numbers.items()}
    if not copies["sets"]:
        return words["copies_none"].format(**counted)
    said = [words["copies_one" if copies["sets"] == 1 else "copies_some"].format(**counted)]
    said += [
        words[f"copies_{name}"].format(**counted)
        for name in ("across_classes", "across_groups")
        if copies[name]
    ]
    if copies.get("mirrors"):
        pairs = {" / ".join(row["classes"]) for row in copies["mirrors"]}
        said.append(words["copies_mirrors"].format(classes=some(sorted(pairs), words)))
    if copies.get("series"):
        named = [words["copies_series_class"].format(**row) for row in copies["series"]]
        said.append(words["copies_series"].format(classes=some(named, words)))
    if not copies.get("binds", True):
        said.append(words["copies_reported"])
    return " ".join(said)


def copies_in_split(record, words) -> list[str]:
    """Sentences on test photos whose copies were learnt from, and on copies left out for that."""
    found = []
    if seen := copies_seen(record.catalog):
        test = int((record.catalog["split"] == "test").sum())
        found.append(
            words["copies_seen"].format(seen=words.counted(seen), test=words.counted(test))
        )
    if number := ((record.settings or {}).get("data") or {}).get("copies_left_out"):
        found.append(words["copies_left_out"].format(number=words.counted(number)))
    return found


def gap_notes(gap: dict | None, words) -> list[str]:
    """What the sentence leaves open: by how much, what is hidden, and how it was measured."""
    if gap is None:
        return []
    notes = [_difference(gap, words)] if gap["grouped"] else []
    if gap["by"] != "group":
        notes.append(words["gap_hidden"])
    elif not words.people:
        notes.append(words["gap_groups_unsaid" if words.people is None else "gap_not_people"])
    notes += [_worst(gap, words), *crossed_sentences(gap, words)]
    if gap.get("left_out"):
        notes.append(words["gap_left_out"].format(classes=some(gap["left_out"], words)))
    return [*filter(None, notes), _method(gap, words)]


def crossed_sentences(gap: dict, words) -> list[str]:
    """Which labels one group seems to have exchanged, and what the figures are without."""
    said = []
    for one in gap.get("crossed") or ():
        pair = len(one["classes"]) == 2
        said.append(
            words["gap_crossed" if pair else "gap_crossed_round"].format(
                **crossed_blanks(one, words)
            )
        )
    if said and gap["mended"]:
        figures = {name: _with_interval(each, words) for name, each in gap["mended"].items()}
        said.append(words["gap_crossed_check"].format(**figures))
    return said


def crossed_blanks(one: dict, words) -> dict:
    """What fills in a sentence on one exchange of labels."""
    return {
        "group": one["group"],
        "classes": some(one["classes"], words),
        "taken": words.counted(one["taken"]),
        "photos": words.counted(one["photos"]),
        "others": words.percent(one["others"]),
    }


def _worst(gap, words):
    """The group of the lowest figure, where there are several to choose from."""
    by_group = gap.get("by_group") or {}
    if len(by_group) < 3:
        return None
    name = min(by_group, key=lambda group: by_group[group]["unseen"])
    shares = {way: words.percent(by_group[name][way]) for way in ("unseen", "random")}
    return words["gap_worst"].format(group=name, **shares)


def _difference(gap, words):
    at_random, grouped = gap["random"]["mean"], gap["grouped"]
    points = round(100 * (at_random - grouped["mean"]), 1)
    if points <= 0:
        return words[f"gap_no_loss_{gap['by']}"]
    said = words["gap_points"].format(points=words.number(points))
    if gap["by"] == "group" and grouped["interval"][0] <= at_random <= grouped["interval"][1]:
        said += " " + words["gap_uncertain"].format(
            groups=words.counted(gap["groups"]), random=words.percent(at_random)
        )
    return said


def _method(gap, words):
    said = words["gap_method"].format(
        photos=words.counted(gap["photos"]), classes=words.counted(gap["classes"])
    )
    if gap["by"] == "group" and gap["grouped"]:
        folds = len(gap["grouped"]["folds"])
        each = words["gap_each_out" if folds == gap["groups"] else "gap_dealt"]
        said += " " + each.format(groups=words.counted(gap["groups"]), folds=folds)
    return said


def _with_interval(folds, words):
    low, high = (words.number(100 * end) for end in folds["interval"])
    return words["gap_interval"].format(mean=words.percent(folds["mean"]), low=low, high=high)
