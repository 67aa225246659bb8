"""Mark-up and script in the student's name, in a written answer, in names and in error texts."""
# base: release
# student: <img src=x onerror=alert(1)>
# expect: score=0 others=not_attempted param_std=failed measurement_ratio=raised
# expect: derive_hessian=answered


# %% [markdown] derive_hessian
# <script>fetch("/formgrader/api")</script> <iframe src="javascript:alert(1)"></iframe>
# [link](javascript:alert(2)) ![picture](x" onerror="alert(3)) $\unicode{<script>alert(4)</script>}$

# %% param_std
def param_std(H):
    return type("</code><script>alert(5)</script>", (), {})()


# %% measurement_ratio
def measurement_ratio(H):
    raise type("<b onmouseover=alert(6)>", (Exception,), {})("`</code><script>alert(7)</script>")
