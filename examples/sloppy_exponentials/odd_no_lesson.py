"""A notebook that has nothing to do with the course."""
# base: nothing
# expect: status=wrong_lesson
# says: no notebook of this course

# %% end
print("my shopping list")
