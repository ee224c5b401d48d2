"""The closed lists of values that the platform shares, with their French and English labels."""

from siraba.foundation.vocabulary.lists import UnknownCode, choices, codes, label

__all__ = ["UnknownCode", "choices", "codes", "label"]
