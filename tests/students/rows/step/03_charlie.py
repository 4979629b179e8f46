import numpy as np

def learn(X, y, W1, W2, rate):
    z = X.dot(W1)
    h = np.tanh(z)
    p = 1./(1.+np.exp(-h.dot(W2)))
    err = (p - y)/y.shape[0]
    back = err.dot(W2.T)/np.cosh(z)**2
    W2[:] = W2 + rate*h.T.dot(err)
    W1[:] = W1 + rate*X.T.dot(back)
