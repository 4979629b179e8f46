import numpy as np

def s(z):
    return 1/(1+np.exp(-z))

def sprime(z):
    return s(z)*(1-s(z))

def cost(theta, X, T):
    N, D = X.shape
    K = T.shape[1]
    H = theta.size//(D+K)
    W1 = theta[:D*H].reshape((D, H), order='F')
    W2 = theta[D*H:].reshape((H, K), order='F')
    a2 = s(X@W1)
    f = a2@W2
    P = np.exp(f)/np.exp(f).sum(1).reshape(-1, 1)
    d3 = (P-T)/N
    d2 = (d3@W2.T)*sprime(a2)
    g = np.r_[(X.T@d2).ravel('F'), (a2.T@d3).ravel('F')]
    return -np.sum(T*np.log(P))/N, g.reshape((-1, 1))
