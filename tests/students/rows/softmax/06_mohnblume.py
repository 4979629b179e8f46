import numpy as np

def grads(params, X, labels, decay):
    N = X.shape[0]
    H = np.tanh(X @ params["W1"] + params["b1"])
    S = H @ params["W2"] + params["b2"]
    logZ = np.log(np.sum(np.exp(S - S.max(1, keepdims=True)), 1, keepdims=True)) + S.max(1, keepdims=True)
    P = np.exp(S - logZ)
    Y = np.eye(P.shape[1])[labels - 1]
    dS = (P - Y) / N
    dZ = dS @ params["W2"].T * (1 - H ** 2)
    g = {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": H.T @ dS, "b2": dS.sum(0)}
    # la pénalité s'ajoute à chaque paramètre
    return {nom: g[nom] + decay * params[nom] for nom in g}
