"""Finds the person behind many spellings: keys of names, an index of records, a score that explains itself."""
