import numpy as np

def nonlin(x, deriv=False):
    return x*(1-x) if deriv else 1/(1+np.exp(-x))

def backprop(X, t, W1, W2):
    l1 = nonlin(X.dot(W1))
    l2 = nonlin(l1.dot(W2))
    l2_delta = (t - l2)*nonlin(l2, deriv=True)
    l1_delta = l2_delta.dot(W2.T)*nonlin(l1, deriv=True)
    return {'delta3': l2_delta, 'delta2': l1_delta, 'dW2': l1.T.dot(l2_delta), 'dW1': X.T.dot(l1_delta)}
