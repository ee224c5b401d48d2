"""The house of prosecution: files and networks of those who exploit people. It reads nothing of protection."""
