"""How the outside world fails: either waiting may cure it, or it will not."""


class Unreachable(Exception):
    """Nobody answered, or not in time: try again later."""


class Declined(Exception):
    """The other side answered and said no, or this may never be sent: trying again is useless."""
