"""A zlib stream (RFC 1950) that only one encoder makes: a single block of fixed Huffman codes, always the longest match
among the 32 nearest. Any zlib reads it. Two versions of zlib need not write the same bytes, so none could be compared."""

import zlib

LEAST, MOST = 3, 258  # lengths of a match, RFC 1951 3.2.5
NEAREST = 32  # places looked at for a match, so that no text makes a reader work long
HEADER = b"\x78\xda"


def _steps(count: int, groups: int, first: int, last: int) -> list[tuple[int, int]]:
    """(first value, extra bits) of each code: the extra bits grow by one every `groups` codes."""
    steps, value = [], first
    for code in range(count):
        extra = max(0, code // groups - 1)
        steps.append((value, extra))
        value += 1 << extra
    if last:
        steps[-1] = (last, 0)
    return steps


LENGTHS, DISTANCES = _steps(29, 4, LEAST, MOST), _steps(30, 2, 1, 0)


class _Bits:
    """Bits from the lowest of each byte on; Huffman codes enter with their highest bit first."""

    def __init__(self) -> None:
        self.value = self.count = 0

    def add(self, number: int, width: int) -> None:
        self.value |= number << self.count
        self.count += width

    def code(self, number: int, width: int) -> None:
        self.add(int(f"{number:0{width}b}"[::-1], 2), width)

    def symbol(self, symbol: int) -> None:
        """A literal, a length or the end, in the fixed code of RFC 1951 3.2.6."""
        if symbol < 144:
            self.code(0x30 + symbol, 8)
        elif symbol < 256:
            self.code(0x190 + symbol - 144, 9)
        elif symbol < 280:
            self.code(symbol - 256, 7)
        else:
            self.code(0xC0 + symbol - 280, 8)

    def match(self, length: int, distance: int) -> None:
        place, (first, extra) = _step(LENGTHS, length)
        self.symbol(257 + place)
        self.add(length - first, extra)
        place, (first, extra) = _step(DISTANCES, distance)
        self.code(place, 5)
        self.add(distance - first, extra)

    def taken(self) -> bytes:
        return self.value.to_bytes((self.count + 7) // 8, "little")


def _step(steps: list[tuple[int, int]], value: int) -> tuple[int, tuple[int, int]]:
    place = max(n for n, (first, _extra) in enumerate(steps) if first <= value)
    return place, steps[place]


def pressed(data: bytes) -> bytes:
    """The stream of at most 32 KiB: no match lies further back than zlib's window."""
    bits, seen, at = _Bits(), {}, 0  # type: ignore[var-annotated]
    bits.add(0b011, 3)  # the last block, of fixed codes
    while at < len(data):
        length, distance = _longest(data, at, seen)
        if length:
            bits.match(length, distance)
        else:
            bits.symbol(data[at])
        for passed in range(at, at + max(1, length)):
            seen.setdefault(data[passed : passed + LEAST], []).append(passed)
        at += max(1, length)
    bits.symbol(256)
    return HEADER + bits.taken() + zlib.adler32(data).to_bytes(4, "big")


def _longest(data: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    best, distance, most = 0, 0, min(MOST, len(data) - at)
    places = seen.get(data[at : at + LEAST], []) if most >= LEAST else []
    for start in reversed(places[-NEAREST:]):
        length = LEAST
        while length < most and data[start + length] == data[at + length]:
            length += 1
        if length > best:
            best, distance = length, at - start
    return best, distance


def expanded(stream: bytes, limit: int) -> bytes:
    """The bytes of a stream of ours. Raises ValueError for any other stream, and for more than `limit` bytes."""
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(stream, limit + 1)
    except zlib.error as wrong:
        raise ValueError("flux zlib illisible") from wrong
    if len(data) > limit or pressed(data) != stream:
        raise ValueError("flux zlib trop long, ou écrit autrement")
    return data
