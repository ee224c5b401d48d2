"""Siraba: the shared platform of Mali’s response to trafficking in persons."""
