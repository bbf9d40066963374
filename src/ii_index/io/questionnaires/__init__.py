"""Questionnaires for experts: one workbook each, written blank, read back filled.

``layout``
    Where everything stands, and what an expert must not change: laid out once.
``writing``, ``workbook``, ``formulas``, ``words``
    One questionnaire an expert: the workbook, its live figures, its sentences.
``reading``, ``sheets``, ``answers``
    A round read back: cells from any spreadsheet program, compared with the layout, every fault at once.
"""

from ii_index.io.questionnaires.layout import AllocateOver
from ii_index.io.questionnaires.reading import Round, read_questionnaires
from ii_index.io.questionnaires.writing import write_questionnaires
from ii_index.kernels.weighting.random_index import RandomIndexName

__all__ = ["AllocateOver", "RandomIndexName", "Round", "read_questionnaires", "write_questionnaires"]
