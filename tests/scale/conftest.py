"""What tests of engines share with those of commands."""

from tests.cli.conftest import spoken

__all__ = ["spoken"]
