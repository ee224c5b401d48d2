"""How long a record is kept, who decides that it goes, and what keeps it from going."""
