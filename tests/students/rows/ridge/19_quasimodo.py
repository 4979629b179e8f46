import numpy as np

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    l1 = 1/(1+np.exp(-X.dot(W1)))
    l2 = 1/(1+np.exp(-l1.dot(W2)))
    l2_error = l2 - t
    l1_error = l2_error.dot(W2.T)
    dW2 = l1.T.dot(l2_error)/N + lam/N*W2
    dW1 = X.T.dot(l1_error)/N + lam/N*W1
    return dW1, dW2
