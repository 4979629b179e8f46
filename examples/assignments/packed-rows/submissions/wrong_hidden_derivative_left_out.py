import numpy as np

def compute_gradients(params, X, y, hidden):
    cut = X.shape[1]*hidden
    W1 = params[:cut].reshape(-1, hidden)
    W2 = params[cut:].reshape(hidden, -1)
    a2 = 1/(1+np.exp(-X.dot(W1)))
    f = 1/(1+np.exp(-a2.dot(W2)))
    d3 = (f-y)*f*(1-f)
    d2 = d3.dot(W2.T)
    return np.r_[X.T.dot(d2).ravel(), a2.T.dot(d3).ravel()]
