import numpy as np

def gradients(X, t, W1, W2, lam):
    X, t, W1, W2 = np.matrix(X), np.matrix(t), np.matrix(W1), np.matrix(W2)
    N = X.shape[0]
    a2 = 1/(1 + np.exp(-X*W1))
    f = 1/(1 + np.exp(-a2*W2))
    delta3 = np.multiply(f - t, np.multiply(f, 1 - f))/N
    delta2 = np.multiply(delta3*W2.T, np.multiply(a2, 1 - a2))
    return X.T*delta2 + lam*W1/N, a2.T*delta3 + lam*W2/N
