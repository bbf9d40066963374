"""Fill questionnaires as an expert does: choose from the list, type points, save."""

import numpy as np
import openpyxl

from ii_index.io.questionnaires import write_questionnaires
from ii_index.io.questionnaires.layout import ANSWER, ENTRY, FIRST_PAIR, NAME_ROW, POINT, lay_out
from ii_index.io.questionnaires.words import scale
from ii_index.model.judgements import Expert


def written(framework, folder, *experts, language="zh", over="leaves", **choices):
    """Blank questionnaires by expert, and their layout."""
    people = [Expert(id=expert) for expert in experts]
    paths = write_questionnaires(framework, people, folder, language=language, over=over, **choices)
    return dict(zip(experts, paths, strict=True)), lay_out(framework, language, over)


def nearest(weights, language):
    """Answers in words that come nearest to the ratios of true weights, pair by pair."""
    answers = scale(language)
    n = len(weights)
    ratios = [weights[i] / weights[j] for i in range(n) for j in range(i + 1, n)]
    return [min(answers, key=lambda words: abs(np.log(answers[words] / ratio))) for ratio in ratios]


def fill(path, layout, answers, points=None, name=None):
    """Write answers in words (None: left blank) by node, and points by table."""
    book = openpyxl.load_workbook(path)
    for pairs in layout.pairs:
        for row, words in enumerate(answers.get(pairs.node, []), start=FIRST_PAIR + 1):
            book[pairs.sheet].cell(row, ANSWER + 1).value = words
    for table, given in zip(layout.points, points or [], strict=False):
        for row, value in enumerate(given, start=table.first + 1):
            book[layout.point_sheet].cell(row, POINT + 1).value = value
    if name:
        book[layout.cover].cell(NAME_ROW + 1, ENTRY + 1).value = name
    book.save(path)


def change(path, sheet, address, value):
    """Overwrite one cell."""
    book = openpyxl.load_workbook(path)
    book[sheet][address].value = value
    book.save(path)
