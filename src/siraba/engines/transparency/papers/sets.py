"""Sorted whole numbers in few bytes, exactly: Golomb-Rice codes of the gaps (Golomb, IEEE Trans. Inf. Theory 12, 1966).

No number is hashed or cut: a set never holds one that was not put in. 10,000 of a million take 10 kB.
"""

from collections.abc import Iterable

COUNT_LIMIT = 5_000_000
LIMIT = 2**40  # every number is below


def packed(numbers: Iterable[int]) -> list[int | bytes]:
    """[count, bytes]; the first byte is the width of the remainders, then unary quotient and remainder of each gap."""
    ordered = sorted(set(numbers))
    if not ordered:
        return [0, b""]
    if not 0 <= ordered[0] <= ordered[-1] < LIMIT:
        raise ValueError("nombre hors des bornes d’un ensemble")
    width = _width(ordered[-1] + 1, len(ordered))
    written, before = [], -1
    for number in ordered:
        quotient, rest = divmod(number - before - 1, 1 << width)
        written.append("1" * quotient + "0" + (f"{rest:0{width}b}" if width else ""))
        before = number
    bits = "".join(written)
    size = (len(bits) + 7) // 8
    return [len(ordered), bytes([width]) + int(bits.ljust(8 * size, "0"), 2).to_bytes(size, "big")]


def unpacked(given: object) -> frozenset[int]:
    """The numbers of `packed`; raises ValueError for anything that `packed` would not have written."""
    if not (isinstance(given, list) and len(given) == 2):
        raise ValueError("ensemble mal formé")
    count, data = given
    if type(count) is not int or not isinstance(data, bytes) or not 0 <= count <= COUNT_LIMIT:
        raise ValueError("ensemble mal formé")
    numbers = _read(count, data) if count else []
    if packed(numbers) != given:
        raise ValueError("ensemble écrit autrement")
    return frozenset(numbers)


def _read(count: int, data: bytes) -> list[int]:
    if len(data) < 2 or data[0] > 48:
        raise ValueError("ensemble mal formé")
    width, bits = data[0], "".join(f"{byte:08b}" for byte in data[1:])
    numbers, before, at = [], -1, 0
    for _each in range(count):
        end = bits.find("0", at)
        if end < 0 or end + 1 + width > len(bits):
            raise ValueError("ensemble tronqué")
        rest = int(bits[end + 1 : end + 1 + width], 2) if width else 0
        before += ((end - at) << width) + rest + 1
        if before >= LIMIT:
            raise ValueError("nombre hors des bornes d’un ensemble")
        numbers.append(before)
        at = end + 1 + width
    return numbers


def _width(size: int, count: int) -> int:
    """About log2(0.69 × mean gap), where Rice's codes are shortest; in whole numbers, so that all reckon alike."""
    return max(0, (69 * size // (100 * count)).bit_length() - 1)
