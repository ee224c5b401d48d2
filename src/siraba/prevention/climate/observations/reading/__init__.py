"""Reading a file of a publisher: its rows in a stream, the layout they follow, what they say and which are refused."""
