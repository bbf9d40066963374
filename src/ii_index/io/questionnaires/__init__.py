"""Questionnaires for experts: one workbook each, written blank, read back filled.

Everything that an expert must not change is laid out once (:mod:`.layout`), written by :mod:`.workbook` and
compared cell by cell by :mod:`.answers`.
"""

from ii_index.io.questionnaires.layout import AllocateOver
from ii_index.io.questionnaires.reading import Round, read_questionnaires
from ii_index.io.questionnaires.writing import write_questionnaires
from ii_index.kernels.weighting.random_index import RandomIndexName

__all__ = ["AllocateOver", "RandomIndexName", "Round", "read_questionnaires", "write_questionnaires"]
