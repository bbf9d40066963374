"""Doors for files: tables, frameworks and other definitions in; nothing is written but whole."""
