"""What cannot be answered, said in French."""


class BadNetwork(ValueError):
    """A network, its costs or a question about it is wrong; the message says where, in French."""


class Unreachable(BadNetwork):
    """No allowed removal brings the largest component down to the target."""
