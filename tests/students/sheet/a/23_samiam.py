import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = float(X.shape[0])
    Z2 = np.dot(X, W1)
    a2 = sigmoid(Z2)
    Z3 = np.dot(a2, W2)
    f = sigmoid(Z3)
    loss = np.sum((f-t)**2)/(2*N) + lam/(2*N)*(np.sum(W1**2)+np.sum(W2**2))
    print "loss:", loss
    d3 = (f-t)*f*(1-f)
    d2 = np.dot(d3, W2.T)*a2*(1-a2)
    dW1 = np.dot(X.T, d2)/N + lam*W1/N
    dW2 = np.dot(a2.T, d3)/N + lam*W2/N
    return dW1, dW2
