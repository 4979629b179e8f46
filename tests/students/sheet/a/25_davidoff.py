from numpy import *

def s(z): return 1/(1+exp(-z))
def sp(z): return s(z)*(1-s(z))

def gradients(X,t,W1,W2,lam):
    N=X.shape[0]
    Z2=dot(X,W1)
    a2=s(Z2)
    Z3=dot(a2,W2)
    f=s(Z3)
    # the 2 in 1/2 cancels
    d3=(f-t)*sp(Z3)
    d2=dot(d3,W2.T)*sp(Z2)
    # regularization
    r1=lam*W1/N
    r2=lam*W2/N
    return dot(X.T,d2)+r1, dot(a2.T,d3)+r2
