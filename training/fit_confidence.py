"""Fit the confidence model and write qa/confidence.json.

    python -m training.fit_confidence SQUAD2 COVIDQA

SQUAD2 and COVIDQA are data sets in BEIR's layout whose queries.jsonl also has, for each question,
`answers` (any of which the right sentence contains) or `spans` (which it overlaps), and for those
without an answer `answerable: false` and the passage that they were written on. From them come four
kinds of questions, which are weighed as stated in `_SHARES`:

    answerable     the right answer is in the index
    adversarial    the topic is in the index, the answer is not (SQuAD 2.0)
    withheld       the answerable questions again, with their own article out of sight
    foreign        the questions of one set asked of the other

An answer is right if its sentence is the judged one. The fit is checked on articles that it has not
seen, in five folds; the figures are printed, and the model written is fitted on all.
"""




_SHARES = {"answerable": 0.5, "adversarial": 0.2, "withheld": 0.2, "foreign": 0.1}
