"""The words in which an exercise is proved, and how what is written in them is found."""
