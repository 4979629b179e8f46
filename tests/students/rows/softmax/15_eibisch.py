from collections import defaultdict
import numpy as np

# log-sum-exp, samples one by one, sums in a defaultdict

def log_sum_exp(v):
    m = v.max()
    return m + np.log(np.exp(v - m).sum())

def grads(params, X, labels, decay):
    total = defaultdict(float)
    for row, cls in zip(X, labels):
        h = np.tanh(row @ params["W1"] + params["b1"])
        s = h @ params["W2"] + params["b2"]
        r = np.exp(s - log_sum_exp(s))
        r = r - (np.arange(1, len(r) + 1) == cls)
        q = (params["W2"] * r).sum(axis=1) / np.cosh(row @ params["W1"] + params["b1"]) ** 2
        total["W2"] = total["W2"] + h[:, np.newaxis] * r
        total["b2"] = total["b2"] + r
        total["W1"] = total["W1"] + row[:, np.newaxis] * q
        total["b1"] = total["b1"] + q
    N = X.shape[0]
    return {k: total[k] / N + (decay * params[k] if k.startswith("W") else 0) for k in params}
