"""A zlib stream (RFC 1950) that only one encoder makes: a single block of fixed Huffman codes, always the longest match
among the 32 nearest. Any zlib reads it. Two versions of zlib need not write the same bytes, so none could be compared."""

import zlib
from bisect import bisect_right
from collections import defaultdict

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


def _code(symbol: int) -> str:
    """A literal, the end (256) or a length, in the fixed code of RFC 1951 3.2.6."""
    if symbol < 144:
        return f"{0x30 + symbol:08b}"
    if symbol < 256:
        return f"{0x190 + symbol - 144:09b}"
    if symbol < 280:
        return f"{symbol - 256:07b}"
    return f"{0xC0 + symbol - 280:08b}"


# Bits in the order of the stream: a code begins with its highest bit, a number with its lowest
LITERALS = [_code(symbol) for symbol in range(257)]
LENGTH_CODES = [_code(257 + place) for place in range(len(LENGTHS))]
DISTANCE_CODES = [f"{place:05b}" for place in range(len(DISTANCES))]


def _written(value: int, steps: list[tuple[int, int]], codes: list[str]) -> str:
    place = bisect_right(steps, (value, 99)) - 1
    first, extra = steps[place]
    return codes[place] + (f"{value - first:0{extra}b}"[::-1] if extra else "")


def pressed(data: bytes) -> bytes:
    """The stream of at most 32 KiB: no match lies further back than zlib's window."""
    bits, seen, at = ["110"], defaultdict(list), 0  # type: ignore[var-annotated]
    while at < len(data):
        length, distance = _longest(data, at, seen[data[at : at + LEAST]])
        if length:
            bits.append(
                _written(length, LENGTHS, LENGTH_CODES) + _written(distance, DISTANCES, DISTANCE_CODES)
            )
        else:
            bits.append(LITERALS[data[at]])
        for passed in range(at, at + max(1, length)):
            seen[data[passed : passed + LEAST]].append(passed)
        at += max(1, length)
    stream = "".join(bits) + LITERALS[256]
    packed = int(stream[::-1], 2).to_bytes((len(stream) + 7) // 8, "little")
    return HEADER + packed + zlib.adler32(data).to_bytes(4, "big")


def _longest(data: bytes, at: int, places: list[int]) -> tuple[int, int]:
    """(length, distance) of the longest match among the nearest, the nearest where several are as long; or zeros."""
    best, distance, most = 0, 0, min(MOST, len(data) - at)
    for start in reversed(places[-NEAREST:] if most >= LEAST else []):
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
