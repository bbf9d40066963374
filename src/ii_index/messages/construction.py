"""Findings about making an index of a panel."""

from ii_index.messages import Message

MESSAGES: dict[str, Message] = {}
