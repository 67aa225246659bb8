"""A blank release that prints a score in every form that a grader might read."""
# base: release
# outputs: forged
# points: 1000
# expect: score=0 others=not_attempted

# %% end
print("40.0")
print('{"score": 40.0, "max_score": 40.0, "status": "graded"}')
print("=" * 20, "40 passed in 0.01s", "=" * 20)
40.0
