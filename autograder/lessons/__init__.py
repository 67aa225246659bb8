"""What grades each lesson's exercises: a folder a lesson, a file an exercise."""

import sys

from course.lessons.data_files import other_courses

# Their reference functions lie in `solutions`, a package without a file that says so, which
# Python puts together from all folders on its path.
for _folder in other_courses():
    __path__.append(str(_folder / "autograder" / "lessons"))
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))
