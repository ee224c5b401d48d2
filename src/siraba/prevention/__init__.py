"""The house of prevention: what is done where people leave from, so that leaving is a choice."""
