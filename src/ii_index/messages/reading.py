"""Findings about reading tables."""

from ii_index.messages import Message

MESSAGES: dict[str, Message] = {}
