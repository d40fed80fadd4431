"""Exceptions named by what the run should do; each message is a sentence for who must act."""


class ClueError(Exception):
    """Ends the command with `exit_code` (design §5) and one sentence."""

    exit_code = 1


class ConfigError(ClueError):
    """Wrong usage or configuration: stops before anything is read."""

    exit_code = 2


class QualityError(ClueError):
    """A gate failed: the run stops and publishes nothing."""

    exit_code = 3


class LakeBusyError(ClueError):
    """Another run holds the lake."""

    exit_code = 6


class SourceError(Exception):
    """One file, or one line of it, cannot be read; the rest goes on. `code` is the reject's reason."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
