"""What grades each lesson's exercises: a folder a lesson, a file an exercise."""
