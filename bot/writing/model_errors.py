"""What can go wrong with a model's endpoint, each with the sentence that people read and what to do about it."""

from bot.writing.writer import WriterError


class ModelError(WriterError):
    """The model did not do its work.

    `configuration` says whether somebody has to change a setting before a model can help again; `names_setting`
    whether the sentence names one that may be to blame.
    """

    configuration = False
    names_setting = False
    can_retry = True

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=self.can_retry)


class WrongKeyError(ModelError):
    """The endpoint refused the key, or the key may not use the model."""

    configuration = True
    can_retry = False


class UnknownModelError(ModelError):
    """The endpoint does not have the model, or nothing answers at the path."""

    configuration = True
    can_retry = False


class OutOfQuotaError(ModelError):
    """The account behind the key has nothing left to spend."""

    configuration = True
    can_retry = False


class RequestRefusedError(ModelError):
    """The endpoint calls the request wrong in a way that we cannot correct."""

    configuration = True
    can_retry = False


class RateLimitedError(ModelError):
    """Too many requests, and the wait is longer than a team should wait."""


class UnreachableError(ModelError):
    """No connection to the endpoint: the network, or a wrong address."""

    names_setting = True


class EndpointDownError(ModelError):
    """The endpoint answers with errors of its own."""


class TooSlowError(ModelError):
    """The answer did not come, or stopped coming, in time."""


class PromptTooLongError(ModelError):
    """The model cannot take in a prompt of this length."""

    configuration = True
    can_retry = False


class DeclinedError(ModelError):
    """The model, or a filter before it, declined to answer."""

    can_retry = False


class UnusableError(ModelError):
    """An answer came, but not one that can be used.

    `reason` is for the model, which may correct itself once; `answer` is what it said, clipped.
    """

    def __init__(self, message: str, *, reason: str, answer: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.answer = answer


class CutShortError(UnusableError):
    """The answer hit the length limit before it was complete."""
