"""Making the Web API fail on purpose, for tests."""

from dataclasses import dataclass


@dataclass
class Fault:
    """What happens to the next calls of a method."""

    error: str | None = None
    """Answer with this Slack error, without doing anything."""
    status: int | None = None
    """Answer with this HTTP status, without doing anything."""
    retry_after: int | None = None
    """Seconds in the Retry-After header, for status 429."""
    drop_after_commit: bool = False
    """Do it, then break the connection instead of answering."""
    delay: float = 0.0
    """Seconds to wait before anything else."""
    times: int = 1


class Faults:
    """The faults that are set, first come first served, per method."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}

    def next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        drop_after_commit: bool = False,
        delay: float = 0.0,
        times: int = 1,
    ) -> None:
        """Let the next `times` calls of `method` ("*" for any) go wrong."""
        fault = Fault(error, status, retry_after, drop_after_commit, delay, times)
        self._faults.setdefault(method, []).append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self._faults.clear()

    def take(self, method: str) -> Fault | None:
        """Use up one occurrence for this call."""
        for name in (method, "*"):
            queue = self._faults.get(name)
            if queue:
                fault = queue[0]
                fault.times -= 1
                if fault.times <= 0:
                    queue.pop(0)
                return fault
        return None
