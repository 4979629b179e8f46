import numpy as np

def gradients(X, t, W1, W2, lam):
    print("<script>alert(document.cookie)</script>")
    raise ValueError("<img src=x onerror=alert(1)> =HYPERLINK(\"http://example.org\") \x1b[2J" + str(X))
