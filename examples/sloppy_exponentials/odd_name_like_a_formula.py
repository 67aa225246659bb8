"""A student whose name a spreadsheet would run, and a browser would draw."""
# base: worked
# student: =1+1<b>&amp;
# expect: score=full
