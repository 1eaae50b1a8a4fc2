"""What the model does with signs that it doesn't know, and what refusing costs: in sentences."""

from signkit.report.findings import some

TELLS = 0.7  # AUROC below which a score is no help; Hosmer & Lemeshow call .7 acceptable


def unknowns(record, words) -> dict | None:
    """Sentences on the threshold, its price, and unknown photos; None in runs without the part.

    `lead` is a string, `cost` and `outside` are lists of sentences, `hardly` is whether the score
    fails to tell unknown photos, `unknown` is what `unknowns_plot.plot_coverage` draws.
    """
    unknown = (record.metrics or {}).get("unknown")
    if not unknown:
        return None
    found = unknown["unknown"]
    return {
        "lead": words["unknown_lead"].format(
            threshold=words.number(unknown["threshold"], 2),
            keep=words.percent(unknown["keep"], 0),
        ),
        "cost": list(_cost(unknown, words)),
        "outside": list(_outside(found, words)) if found else [words["unknown_not_measured"]],
        "hardly": bool(found) and found["auroc"] < TELLS,
        "unknown": unknown,
    }


def _cost(unknown, words):
    test = unknown["test"]
    shown = {name: words.percent(share) for name, share in test.items() if name != "photos"}
    shown |= {"photos": words.counted(test["photos"])}
    if test["accuracy_accepted"] is None:
        yield words["unknown_none_accepted"].format(**shown)
    else:
        yield words["unknown_accepted"].format(**shown)
    if test["right_refused"] is not None:
        asked = words.percent(1 - unknown["keep"], 0)
        yield words["unknown_right_refused"].format(asked=asked, **shown)
    if test["wrong_refused"] is None:
        yield words["unknown_no_wrong"]
    else:
        yield words["unknown_wrong_refused"].format(**shown)


def _outside(found, words):
    yield words[f"unknown_of_{found['kind']}"].format(
        photos=words.counted(found["photos"]),
        names=some(found["names"], words, most=12),
        accepted=words.percent(found["accepted"]),
    )
    low, high = found["auroc_interval"]
    yield words["unknown_auroc"].format(
        auroc=words.number(found["auroc"], 3),
        low=words.number(low, 3),
        high=words.number(high, 3),
    )
    yield words["unknown_hardly" if found["auroc"] < TELLS else "unknown_tells"]
