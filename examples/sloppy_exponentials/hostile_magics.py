"""Magics and escapes that start programs, load extensions, ask for input, and end IPython."""
# base: release
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
!echo 40 > score
# -- split --
%%bash
kill -9 $PPID
# -- split --
%run ../solutions/sloppy_exponentials.py
%load_ext autoreload
%autoreload 2
# -- split --
input("score? ")
# -- split --
exit()
quit()
get_ipython().ask_exit()
