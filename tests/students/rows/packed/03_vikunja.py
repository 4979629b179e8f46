import numpy as np

def compute_gradients(params, X, y, Lambda):
    W1, W2 = np.split(params, [6])
    W1 = W1.reshape((2, 3))
    W2 = W2.reshape((3, 1))
    hidden = 1/(1+np.exp(-np.dot(X, W1)))
    yhat = 1/(1+np.exp(-np.dot(hidden, W2)))
    diff = yhat - y
    grad2 = hidden.T.dot(diff)/len(X) + Lambda*W2
    grad1 = X.T.dot(diff.dot(W2.T)*hidden*(1-hidden))/len(X) + Lambda*W1
    return np.append(grad1, grad2)
