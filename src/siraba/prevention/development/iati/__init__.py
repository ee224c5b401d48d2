"""The portfolio as an IATI 2.03 activity file (https://iatistandard.org), and what is checked before it leaves."""
