import numpy as np

def nonlin(x, deriv=False):
    if deriv:
        return x*(1-x)
    return 1/(1+np.exp(-x))

def compute_gradients(params, X, y, Lambda):
    syn0 = params[:6].reshape(2, 3)
    syn1 = params[6:].reshape(3, 1)
    l1 = nonlin(X.dot(syn0))
    l2 = nonlin(l1.dot(syn1))
    l2_error = l2 - y
    l2_delta = l2_error*nonlin(l2, True)
    l1_error = l2_error.dot(syn1.T)
    l1_delta = l1_error*nonlin(l1, True)
    g1 = X.T.dot(l1_delta)/len(X)
    g0 = l1.T.dot(l2_delta)/len(X) + Lambda*syn1
    return np.concatenate((g1, g0.T.reshape(1, 3))).ravel()
