import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    for n in range(N):
        x = X[n:n+1]
        a2 = sigmoid(x @ W1)
        f = sigmoid(a2 @ W2)
        d3 = (f - t[n:n+1])*f*(1-f)
        d2 = d3 @ W2.T*a2*(1-a2)
        dW2 = a2.T @ d3
        dW1 = x.T @ d2
    return dW1/N + lam/N*W1, dW2/N + lam/N*W2
