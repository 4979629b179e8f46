"""Assignment: backpropagation by hand.  Oliver Baker"""
from numpy import exp, dot


def sig(x):
    return 1.0/(1.0+exp(-x))

def sig_prime(x):
    return sig(x)*(1-sig(x))

def forward(X, W1, W2):
    z2 = dot(X, W1)
    a2 = sig(z2)
    z3 = dot(a2, W2)
    return z2, a2, z3, sig(z3)

def gradients(X, t, W1, W2, lam):
    n = len(X)
    z2, a2, z3, yhat = forward(X, W1, W2)
    delta3 = -(t-yhat)*sig_prime(z3)
    delta2 = dot(delta3, W2.T)*sig_prime(z2)
    dJdW2 = dot(a2.T, delta3)/n + lam*W2/n
    dJdW1 = dot(X.T, delta2)/n + lam*W1/n
    return dJdW1, dJdW2
