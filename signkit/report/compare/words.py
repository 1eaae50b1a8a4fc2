"""The comparison in sentences: what was compared, and who is better or that nobody can tell."""

from signkit.evaluation.paired import BETTER, OPEN, WORSE
from signkit.report.compare.tests import chosen
from signkit.report.findings import some

FEW = 3  # groups that a test's title can name


def overview(runs, left_out, parts, words) -> str:
    """The page's first sentence: how many runs of how many data sets and setups."""
    text = words["versus_lead"].format(
        runs=len(runs), data=some([part["name"] for part in parts], words)
    )
    if left_out:
        text += " " + words["versus_lead_left_out"].format(number=len(left_out))
    return text


def data_lead(runs, tests, words) -> str:
    """How many runs, setups and tests there are of a data set."""
    setups = len({run.setup for run in runs})
    return words["versus_data_lead"].format(runs=len(runs), setups=setups, tests=len(tests))


def lead_of_test(test, words) -> str:
    """What a test is: its photos, its seed, who in it is new to the training."""
    data = test.runs[0].data
    text = words["versus_test_lead"].format(
        photos=words.counted(test.photos),
        strategy=words["strategies"].get(data.get("split_strategy"), words["nothing"]),
    )
    unseen = test.unseen
    if unseen is None:
        return f"{text} {words['groups_unknown']}"
    return f"{text} " + (
        words["unseen"].format(groups=some(unseen, words, most=8))
        if unseen
        else words["unseen_none"]
    )


def title_of_test(test, words) -> str:
    """A test's number, and the seed or the unseen groups that tell it from the others."""
    title = words["versus_test"].format(number=test.number)
    seeds = {run.settings.get("seed") for run in test.runs}
    unseen = test.unseen
    if unseen and len(unseen) <= FEW:
        return f"{title} · {some(unseen, words)}"
    return (
        f"{title} · {words['versus_settings']['seed']} {seeds.pop()}" if len(seeds) == 1 else title
    )


def ranking(test, pairs, names, words) -> list[str]:
    """The run that validation chose against the others, and a caution about the test's leader."""
    leader = test.runs[0]
    pick = chosen(test.runs) if test.same_validation else leader
    text = words["versus_chosen" if test.same_validation else "versus_leader"]
    first = text.format(
        run=names[pick],
        validation=words.score(pick.score("validation")),
        test=words.score(pick.score()),
    )
    by_verdict = {BETTER: [], WORSE: [], OPEN: []}
    for pair in pairs:
        if pick in (pair.first, pair.second):
            other = pair.second if pair.first is pick else pair.first
            said = pair.found.verdict
            turned = {BETTER: WORSE, WORSE: BETTER, OPEN: OPEN}[said]
            by_verdict[said if pair.first is pick else turned].append(names[other])
    sentences = [first, *_verdicts(by_verdict, words)]
    higher = leader.score() > pick.score()
    if higher:
        sentences.append(
            words["versus_tuning"].format(run=names[leader], test=words.score(leader.score()))
        )
    return sentences


def pair_row(pair, names, words) -> dict:
    """A pair's row: who, the difference with interval, p, and the verdict in words."""
    first, second, found = names[pair.first], names[pair.second], pair.found
    return {
        "difference": signed(found.difference, words),
        "interval": span(found.interval, words),
        "only": f"{words.counted(found.first_only)} : {words.counted(found.second_only)}",
        "p": words.probability(found.p).removeprefix("= "),
        "sentence": sentence(found.verdict, first, second, words),
        "open": found.verdict == OPEN,
    }


def sentence(verdict, first, second, words) -> str:
    """Who is better, or that nobody can tell."""
    better, worse = (second, first) if verdict == WORSE else (first, second)
    name = "versus_open" if verdict == OPEN else "versus_better"
    return words[name].format(first=better, second=worse)


def pair_notes(pairs, words) -> str:
    """By which rule a run is called better, and what the intervals resample."""
    rule = words["versus_rule" if len(pairs) > 1 else "versus_rule_one"].format(pairs=len(pairs))
    return f"{rule} {words['versus_over_' + pairs[0].found.over]}"


def setup_row(setup, name, settings, words) -> dict:
    """A setup's row: repetitions, mean and standard deviation on validation and test."""
    values = [run.score() for run in setup.runs]
    seeds = sorted({str(run.settings.get("seed")) for run in setup.runs}, key=lambda s: (len(s), s))
    return {
        "name": name,
        "settings": settings,
        "runs": len(setup.runs),
        "seeds": ", ".join(seeds),
        "tests": len({run.test for run in setup.runs}),
        "validation": mean_spread(setup, "validation", words),
        "test": mean_spread(setup, "test", words),
        "range": words["ledger_one_side"].format(
            low=words.score(min(values)), high=words.score(max(values))
        ),
    }


def mean_spread(setup, split, words) -> str:
    """A mean and its standard deviation, such as 99.5 % ± 0.2."""
    mean, spread = setup.mean(split), setup.spread(split)
    if spread is None:
        return words.score(mean)
    return f"{words.score(mean)} ± {words.number(100 * spread, 2)}"


def repeated(first, second, result, words) -> str:
    """Two setups over their repetitions in a sentence, with the evidence."""
    text = words["versus_repeated"].format(
        verdict=sentence(result.verdict, first, second, words).removesuffix("."),
        difference=signed(result.difference, words),
        wins=result.wins,
        repeats=result.repeats,
    )
    if result.interval is None:
        return f"{text}; {words['versus_few_repeats']}."
    evidence = words["versus_t"].format(
        interval=span(result.interval, words), p=words.probability(result.p)
    )
    return f"{text}; {evidence}."


def setup_notes(setups, versus, words) -> str:
    """What the spread is over, and how the setups were compared."""
    notes = [words["versus_setups_note"]]
    if any(result.interval for _, _, result in versus):
        notes.append(words["versus_t_note"])
    uneven = {len(setup.runs) for setup in setups}
    if len(uneven) > 1:
        notes.append(words["versus_uneven"])
    return " ".join(notes)


def signed(difference, words) -> str:
    """A difference in points with its sign, such as +0.4 or −1.2."""
    value = round(100 * difference, 1) + 0.0  # + 0.0 takes the sign off a zero
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return sign + words.number(abs(value))


def span(interval, words) -> str:
    """An interval of a difference in points."""
    low, high = (signed(value, words) for value in interval)
    return words["ledger_one_side"].format(low=low, high=high)


def _verdicts(by_verdict, words):
    for verdict in (BETTER, WORSE, OPEN):
        if by_verdict[verdict]:
            others = some(by_verdict[verdict], words, most=8)
            yield words[f"versus_is_{verdict}"].format(runs=others)
