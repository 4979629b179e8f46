import numpy as np

def backward(W1, W2, X, y, lam):
    # fonction logistique
    g = lambda x: np.exp(x) / (1 + np.exp(x))
    H = g(X.dot(W1))
    P = g(H.dot(W2))
    E = P - y
    pen = lam / X.shape[0]
    return dict(W1=X.T.dot(E.dot(W2.T) * H * (1 - H)) + pen * W1, W2=H.T.dot(E) + pen * W2)
