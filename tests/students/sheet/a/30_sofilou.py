import numpy as np

def sigmoid(x):
    return 1/(1+np.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    # forward
    z2 = X@W1
    a2 = sigmoid(z2)
    z3 = a2@W2
    f = sigmoid(z3)
    # backward
    dz3 = f - t                     # output - target
    dW2 = a2.T@dz3/N + lam*W2/N
    da2 = dz3@W2.T
    dz2 = da2*a2*(1-a2)
    dW1 = X.T@dz2/N + lam*W1/N
    return dW1, dW2
