"""Whether the model is as sure as it is right, and what a temperature changed: in sentences."""

HALVED = 0.5
HARDLY = 0.1  # share of the calibration error by which it must change to be called a change


def sureness(record, words) -> dict | None:
    """`sentence` on the calibration, `notes`, and the `calibration` itself; None in older runs."""
    calibration = (record.metrics or {}).get("calibration")
    if not calibration:
        return None
    case = verdict(calibration)
    notes = [words["sure_lead"]]
    if calibration["applied"]:
        notes.append(words["sure_over" if calibration["temperature"] > 1 else "sure_under"])
    return {
        "sentence": _sentence(case, calibration, words),
        "notes": notes,
        "worse": case == "worse",
        "calibration": calibration,
    }


def verdict(calibration: dict) -> str:
    """What came of the temperature on the test, as the name of a case.

    "unneeded" and "no_help" leave the probabilities as they are, and so do "withheld_shared" and
    "withheld_unknown", where one below 1 was fitted on people trained on, or perhaps. Else the
    test's calibration error is "halved" (or better still), "lower", "same" (changed by less than a
    tenth) or "worse".
    """
    if not calibration["needed"]:
        return "unneeded"
    if calibration.get("withheld"):
        return f"withheld_{calibration['validated_on']}"
    if not calibration["applied"]:
        return "no_help"
    before, after = (calibration[when]["test"]["ece"] for when in ("before", "after"))
    if abs(after - before) <= HARDLY * before:
        return "same"
    if after > before:
        return "worse"
    return "halved" if after <= HALVED * before else "lower"


def _sentence(case, calibration, words):
    before, after = calibration["before"], calibration["after"]
    return words[f"sure_{case}"].format(
        temperature=words.number(calibration.get("withheld") or calibration["temperature"], 2),
        photos=words.counted(calibration["photos"]),
        validation=words.percent(before["validation"]["ece"]),
        expected=words.percent(calibration["expected_ece"]),
        before=words.percent(before["test"]["ece"]),
        after=words.percent(after["test"]["ece"]),
    )
