import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    hidden = sigmoid(np.dot(X, W1))
    output = sigmoid(np.dot(hidden, W2))
    error = output - t
    output_delta = error*output*(1-output)
    hidden_error = error.dot(W2.T)
    hidden_delta = hidden_error*hidden*(1-hidden)
    dW2 = hidden.T.dot(output_delta)/N + lam*W2/N
    dW1 = X.T.dot(hidden_delta)/N + lam*W1/N
    return dW1, dW2
