import numpy as np

def s(z): return 1/(1+np.exp(-z))
def sp(z): return s(z)*(1-s(z))

def backprop(X, t, W1, W2):
    Z2 = X @ W1
    A2 = s(Z2)
    Z3 = A2 @ W2
    E3 = s(Z3) - t
    D3 = E3*sp(Z3)
    E2 = E3 @ W2.T
    D2 = E2*sp(Z2)
    return {"delta3": D3, "delta2": D2, "dW2": A2.T @ D3, "dW1": X.T @ D2}
