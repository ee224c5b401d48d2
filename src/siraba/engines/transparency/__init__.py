"""An append-only log in a folder of tiles, its proofs, the witnesses that sign it, and its audit."""
