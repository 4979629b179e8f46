import numpy as np

def compute_gradients(params, X, y, Lambda):
    s = lambda z: 1/(1+np.exp(-z))
    W1 = params[:6].reshape(2, 3)
    W2 = params[6:].reshape(3, 1)
    N = X.shape[0]
    a2 = s(X@W1)
    f = s(a2@W2)
    d3 = (f-y)*f*(1-f)
    d2 = d3@W2.T*a2*(1-a2)
    g1 = (X.T@d2 + Lambda*W1)/N
    g2 = (a2.T@d3 + Lambda*W2)/N
    return np.hstack([g1.ravel(), g2.ravel()])
