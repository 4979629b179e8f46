import numpy as np

def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=0)

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    m = X.shape[0]
    Y = np.eye(len(b2))[labels - 1]
    A = np.tanh(X @ W1 + b1)
    P = softmax(A @ W2 + b2)
    dZ2 = (P - Y) / m
    dZ1 = dZ2 @ W2.T * (1 - np.square(A))
    return dict(W1=X.T @ dZ1 + decay * W1, b1=dZ1.sum(axis=0),
                W2=A.T @ dZ2 + decay * W2, b2=dZ2.sum(axis=0))
