"""The commands of instructors and authors."""
