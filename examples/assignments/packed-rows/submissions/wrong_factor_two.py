import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def compute_gradients(params, X, y, hidden):
    n_in = X.shape[1]
    W1 = np.reshape(params[0:n_in*hidden], (n_in, hidden))
    W2 = np.reshape(params[n_in*hidden:], (hidden, y.shape[1]))
    h = sigmoid(np.dot(X, W1))
    out = sigmoid(np.dot(h, W2))
    d_out = 2*(out - y)*out*(1 - out)     # derivative of the square
    d_hid = np.dot(d_out, W2.T)*h*(1 - h)
    return np.hstack([np.dot(X.T, d_hid).flatten(), np.dot(h.T, d_out).flatten()])
