import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def step(X, t, W1, W2, lam, alpha):
    n = len(t)
    hidden = sigmoid(np.dot(X, W1))
    output = sigmoid(np.dot(hidden, W2))
    error = (output - t)/n
    W2 = W2 - alpha*(np.dot(hidden.T, error) + lam/n*W2)
    hidden_error = np.dot(error, W2.T)*hidden*(1 - hidden)
    W1 = W1 - alpha*(np.dot(X.T, hidden_error) + lam/n*W1)
    return W1, W2
