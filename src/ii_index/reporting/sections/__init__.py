"""The sections of a full report: what each says, shows and tabulates.

``full_report``
    All sections in order.
``cards``, ``uncertainty``, ``rubric``, ``method``
    The parts of which it is made.
"""
