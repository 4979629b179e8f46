import numpy as np

# np.matrix und Listen: das Ergebnis sind verschachtelte Listen

def backprop(X, t, W1, W2):
    X, t, W1, W2 = (np.matrix(M) for M in (X, t, W1, W2))
    s = lambda Z: 1/(1+np.exp(-Z))
    A = s(X*W1)
    F = s(A*W2)
    d3 = np.multiply(F - t, np.multiply(F, 1-F))
    d2 = np.multiply(d3*W2.T, np.multiply(A, 1-A))
    return {"delta3": d3.tolist(), "delta2": d2.tolist(), "dW2": (A.T*d3).tolist(), "dW1": X.T*d2}
