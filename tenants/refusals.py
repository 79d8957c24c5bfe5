"""Refusals: the expected ways in which a request is declined; data for the caller, never a bug."""

from typing import ClassVar


class Refused(Exception):
    """Something a caller may not do now. Rolled back, shown, never caught in the domain."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path

    def details(self) -> dict[str, object]:
        """What a program needs to know besides the code."""
        return {}


class NotFound(Refused):
    """No such thing in this tenant; another tenant's thing is exactly this too."""

    code = "not_found"


class Forbidden(Refused):
    """The actor lacks the permission."""

    code = "forbidden"


class ModuleOff(Refused):
    """The actor would be allowed to, but for a module that the tenant has switched off."""

    code = "module_off"


class Invalid(Refused):
    """The input itself is wrong, whatever the state; `path` names the field."""

    code = "invalid"


class AlreadyExists(Refused):
    """The same thing is there already."""

    code = "already_exists"


class WrongState(Refused):
    """The thing exists, but its state does not allow this."""

    code = "wrong_state"
