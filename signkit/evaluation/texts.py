"""Every sentence of the report and the pictures, by language."""

from signkit.errors import SettingsError

_ENGLISH = {
    "lang": "en",
    "title": "Training report",
    "and": "and",
    "photos": "photos",
    "groups": "groups",
    # what was trained
    "lead": "{what}{dataset}: {classes} classes, {photos} photos.",
    "lead_kinds": {"sign": "Sign classifier", "image": "Image classifier"},
    "lead_option": ", {option}",
    "lead_dataset": " on {dataset}",
    "option": "option {option}",
    "split_of": "Split: {strategy}, seed {seed}.",
    "unseen": "In the test: {groups}, which the training never saw.",
    "unseen_none": "No group of the test is new to the training.",
    "groups_unknown": "Who is in which photo is not known.",
    "strategies": {
        "grouped": "grouped (nobody stands on both sides)",
        "random": "random, stratified by class",
        "given": "as given in the table",
    },
    "split": "Split",
    "splits": {"train": "Training", "validation": "Validation", "test": "Test"},
    "split_photos": "Photos",
    "split_classes": "Classes",
    "split_groups": "Groups",
    "more": "and {number} more",
    # warnings
    "warn_random_title": "The split is random and the people in the photos are unknown",
    "warn_random": "Photos of one person may stand on both sides; figures on new people are "
    "usually much lower. Name the groups (GROUP_PATTERN or GROUP_COLUMN) and train again "
    "for figures that hold for new people.",
    "warn_shared_title": "Some groups stand on both sides of the split",
    "warn_shared": "{groups} in the test also gave photos to the training; figures on new "
    "people are usually lower. A grouped split keeps them apart.",
    "warn_few_title": "Few groups in the test",
    "warn_few_one": "One unseen group ({groups}): the interval is over photos and says nothing "
    "about other signers.",
    "warn_few": "{number} unseen groups ({groups}): the interval is over photos and says "
    "nothing about other signers.",
    "warn_partly_title": "Not every photo of the test names its group",
    "warn_partly": "The interval is over photos and says nothing about other signers.",
    "warn_weights_title": "The image backbone started from random weights",
    "warn_weights": "No pretrained weights were used, so the image branch learnt from these "
    "photos alone. Figures are usually higher with ImageNet weights (WEIGHTS).",
    "warn_hands_title": "Many test photos without a hand",
    "warn_hands": "In {photos} of {samples} test photos ({share}) no hand was found; there the "
    "model sees the image alone.",
    "warn_small_title": "Few test photos a class",
    "warn_small": "The smallest class has {support} in the test ({label}), so the figures of "
    "single classes, the worst one too, are rough.",
    "warn_absent_title": "Classes that the test does not hold",
    "warn_absent": "{classes}: no figure here says anything about them.",
    # headline
    "headline": "Results on the test",
    "accuracy": "Accuracy",
    "top5": "Top-5 accuracy",
    "macro_f1": "Macro F1",
    "balanced_accuracy": "Balanced accuracy",
    "worst_class": "Worst class",
    "without_hand": "Without a hand",
    "interval": "95 % interval {low} to {high}",
    "over_groups": "over {number} unseen groups",
    "over_groups_shared": "over {number} groups",
    "over_photos": "over {number} photos",
    "top5_note": "the right class is among the first five",
    "f1_note": "every class counts the same",
    "recall_note": "{label}: {right} of {support} right",
    "hand_note": "{photos} of {samples} photos; {accuracy} of them right",
    "hand_note_none": "a hand was found in every photo",
    "guess": "Always naming the commonest class of the test would score {share}.",
    "compare": "Validation and test",
    "compare_lead": "The validation chose the epoch, so its figures flatter a little; "
    "the test was looked at once.",
    "compare_gap": "Test accuracy is {points} points {side} validation.",
    "compare_same": "Test accuracy equals that of validation.",
    "below": "below",
    "above": "above",
    "by_group": "Accuracy by group in the test",
    "group": "Group",
    "interval_short": "95 % interval",
    # the branch ledger
    "ledger": "Branch ledger",
    "ledger_lead": "What the photo alone, the hand landmarks alone and both together get right on "
    "the same {photos} test photos.",
    "ledger_source": "Seen by the model",
    "ledger_sources": {
        "visual": "Image only",
        "landmark": "Landmarks only",
        "fused": "Both, fused",
    },
    "ledger_names": {
        "visual": "the image branch alone",
        "landmark": "the landmark branch alone",
        "fused": "the fused model",
    },
    "ledger_better": "{first} is better than {second}: {evidence}.",
    "ledger_worse": "{first} is worse than {second}: {evidence}.",
    "ledger_nobody_can_tell": "Nobody can tell whether {first} is better than {second}: "
    "{evidence}.",
    "ledger_evidence": "{one} against {two}, {difference} ({interval}), McNemar p {p}",
    "ledger_more": "{points} points more",
    "ledger_less": "{points} points less",
    "ledger_same": "no difference",
    "ledger_one_side": "{low} to {high}",
    "ledger_two_sides": "{low} less to {high} more",
    "ledger_discordant": "Only {first} is right in {one} photos, only {second} in {two}.",
    "ledger_how": {
        "stages": "Each branch alone is the model that its own training stage ended with.",
        "probes": "The branches were trained jointly, so each alone is a linear classifier read "
        "off its branch and fitted to the training photos (a linear probe: Alain & Bengio, 2016).",
    },
    "ledger_intervals": "Intervals: 95 %, {over}.",
    "ledger_groups": "Groups are drawn whole.",
    "ledger_rough": "Over as few as {groups} they tend to be too narrow.",
    "ledger_few": "With fewer than 3 groups in the test they say nothing about other signers.",
    "ledger_unknown": "Not every photo names its group, so they say nothing about other signers.",
    "ledger_rule": "A model is called better or worse only where McNemar's p, shown as corrected "
    "by Holm for {pairs} comparisons, is below .05 and the interval of the paired difference "
    "leaves out 0: McNemar's test takes photos as independent, which photos of one signer are "
    "not.",
    "ledger_rule_one": "A model is called better or worse only where McNemar's p is below .05 "
    "and the interval of the paired difference leaves out 0: McNemar's test takes photos as "
    "independent, which photos of one signer are not.",
    "degraded": "With half of the photos spoilt",
    "degraded_lead": "In a random half of the test photos one input is taken away: what a model "
    "loses, it leaned on. Beside each accuracy, the change in points and its interval.",
    "degraded_plain": "As they are",
    "degraded_conditions": {
        "hands_blanked": "Half of the test photos' hands blanked",
        "photos_blurred": "Half of the photos blurred beyond use",
    },
    "degraded_same": "unchanged",
    # attention
    "attention": "Where the model looks",
    "attention_lead": "Attention on photos of the test. Where the fusion attends, 1 is an even "
    "look at everything; a hand's point is the larger and brighter the more the photo looks at "
    "it. Attention shows where information is taken from, not why a class was named.",
    "attention_alt": "Attention of the model over photos of the test",
    "attention_photo": "Photo and landmarks",
    "attention_l2v": "Where the landmarks look",
    "attention_v2l": "Points the photo looks at",
    "attention_spatial": "Kept by the image branch",
    "attention_even": "times an even look",
    "attention_kept": "share kept",
    "attention_no_hand": "no hand found",
    "attention_right": "{true}\nnamed rightly, {probability}",
    "attention_wrong": "is {true}\nsaid {predicted}, {probability}",
    # curves
    "curves": "Training, epoch by epoch",
    "curves_lead": "{epochs} epochs in {time}. Best validation in epoch {best}.",
    "curves_lead_plain": "{epochs} epochs in {time}.",
    "epoch": "epoch",
    "curve_training": "training",
    "curve_validation": "validation",
    "curve_best": "best, epoch {epoch}",
    "curves_alt": "{measure} by epoch",
    "measures": {
        "accuracy": "Accuracy",
        "loss": "Loss",
        "top5": "Top-5 accuracy",
        "learning_rate": "Learning rate",
    },
    # confusion
    "confusion": "Confusion matrix",
    "confusion_lead": "Rows are the true classes, columns the predictions; shade is the share "
    "of the row. Blue is right, orange is wrong.",
    "confusion_alt": "Confusion matrix of the test",
    "scroll": "Swipe sideways to see all of it.",
    "predicted_class": "predicted class",
    "true_class": "true class",
    "pairs": "Most confused pairs",
    "pair": "Pair",
    "pair_photos": "Mistakes",
    "pair_ways": "Which way",
    "pair_way": "{true} taken for {predicted}: {number}",
    "pairs_none": "No class was taken for another.",
    # classes
    "per_class": "Class by class",
    "per_class_lead": "On the test, worst recall first. Recall: the share of a class's photos "
    "that were named rightly; precision: of what was given its name, the share that was.",
    "class": "Class",
    "recall": "Recall",
    "precision": "Precision",
    "f1": "F1",
    "support": "Photos",
    "hands": "Hand found",
    "mistaken": "Most often taken for",
    "recall_axis": "recall on the test",
    "hands_axis": "photos with a hand found",
    # hands
    "hands_title": "Photos without a hand",
    "hands_lead": "In {photos} of {samples} test photos no hand was found; {accuracy} of them "
    "are right, against {rest} of the others.",
    "hands_lead_all": "In {photos} of {samples} test photos no hand was found; {accuracy} of "
    "them are right.",
    "hands_none": "A hand was found in every test photo.",
    "hands_unknown": "This run does not say in which photos a hand was found.",
    "hands_class": "{label}: {number} of {support}",
    # wall
    "wall": "Photos of the test",
    "wall_wrong_title": "Taken for another class",
    "wall_wrong_lead": "{shown} of {number} mistakes, the surest first, at most three of a kind.",
    "wall_right_title": "Right",
    "wall_right_lead": "{shown} of {number}, drawn by chance.",
    "wall_wrong": "{true} → {predicted}\n{probability}",
    "wall_right": "{true}\n{probability}",
    "wall_is": "is",
    "wall_said": "said",
    "wall_none_wrong": "No photo of the test was taken for another class.",
    "wall_no_root": "The photos were not at hand when this report was written; "
    "the mistakes are listed by name.",
    "wall_unreadable": "{number} photos could not be read: {why}",
    # settings
    "settings": "Settings",
    "resolved": "As resolved",
    "versions": "Versions",
    "data": "Data",
    "written": "Written {when} from the run folder {folder}.",
    "yes": "yes",
    "no": "no",
    # what is missing
    "missing": "{file} is not in the run folder (yet), so this part is empty.",
    "broken": "{file} can't be read, so this part is empty: {why}",
    "no_split": "metrics.json holds no figures of the test yet.",
    "no_epoch": "No epoch is recorded yet.",
    "failed": "This part could not be made: {why}",
    "no_picture": "This picture could not be drawn: {why}",
    # the lines at the end of a run
    "summary_report": "Report",
    "summary_model": "Model",
    "summary_test": "Test",
    "summary_missing": "not there yet",
    "summary_line": "accuracy {accuracy} (95 % interval {low} to {high}, {over})",
    "summary_more": "{top5}macro F1 {f1}, worst class {label} {recall}",
    "summary_top5": "top-5 {top5}, ",
    "summary_branches": "Branches",
    "summary_hands": "no hand found in {photos} of {samples} photos",
    "hours": "{hours} h {minutes} min",
    "minutes": "{minutes} min {seconds} s",
    "seconds": "{seconds} s",
}

_LANGUAGES = {"en": _ENGLISH}


def texts(language="en") -> dict:
    """The words of a language; raises SettingsError on one that isn't there."""
    if language not in _LANGUAGES:
        raise SettingsError(
            f"The report doesn't speak {language!r}.", f"Choose one of: {', '.join(_LANGUAGES)}."
        )
    return _LANGUAGES[language]


def percent(share, digits=1) -> str:
    """A share (0-1) in words, such as 92.4 %; a dash where there is none."""
    # 99.97 % rounded to 100.0 % would hide the last mistake.
    if share is None or share != share:
        return "–"
    if share < 1:
        share = min(share, 1 - 10 ** -(digits + 2))
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def probability(p) -> str:
    """A p value with its sign, such as = .004, = .62 or < .001."""
    if p < 0.001:
        return "< .001"
    return f"= {p:.{3 if p < 0.1 else 2}f}".replace("= 0.", "= .")


def counted(number) -> str:
    """A number with commas between thousands."""
    return f"{number:,}"


def duration(seconds, words) -> str:
    """A time in words, such as 12 min 30 s."""
    seconds = round(float(seconds))
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        return words["hours"].format(hours=minutes // 60, minutes=minutes % 60)
    if minutes:
        return words["minutes"].format(minutes=minutes, seconds=rest)
    return words["seconds"].format(seconds=rest)
