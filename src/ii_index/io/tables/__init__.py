"""Tables as people send them: read exactly, or refused with the place, the reason and the remedy of every fault."""

from ii_index.io.tables.joining import read_joined
from ii_index.io.tables.reader import check_table, match_framework, read_panel

__all__ = ["check_table", "match_framework", "read_joined", "read_panel"]
