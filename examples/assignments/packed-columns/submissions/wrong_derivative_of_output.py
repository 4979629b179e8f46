import numpy as np

def cost(theta, X, T):
    N, D = X.shape
    K = T.shape[1]
    H = theta.size//(D+K)
    W1 = theta[:D*H].reshape(H, D).T
    W2 = theta[D*H:].reshape(K, H).T
    a = 1/(1+np.exp(-X.dot(W1)))
    e = np.exp(a.dot(W2))
    P = e/e.sum(axis=1, keepdims=True)
    L = -(T*np.log(P)).sum()/N
    d3 = (P-T)*P*(1-P)/N
    d2 = d3.dot(W2.T)*a*(1-a)
    g1 = X.T.dot(d2)
    g2 = a.T.dot(d3)
    return L, np.vstack([g1.T.reshape(-1, 1), g2.T.reshape(-1, 1)])
