import numpy as np

def sigmoid(x):
    return 1/(1+np.exp(-x))

def learn(X, y, W1, W2, rate):
    m = X.shape[0]
    A1 = np.tanh(np.dot(X, W1))
    A2 = sigmoid(np.dot(A1, W2))
    error = A2 - y
    W2 -= rate*np.dot(A1.T, error)/m
    W1 -= rate*np.dot(X.T, np.dot(error, W2.T)*(1 - A1**2))/m
