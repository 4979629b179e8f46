import numpy as np

def backprop(X, t, W1, W2):
    g = lambda z: 1/(1+np.exp(-z))
    a2 = g(X @ W1)
    f = g(a2 @ W2)
    # gradient clipping against explosions
    delta3 = np.clip(f - t, -0.1, 0.1)*f*(1-f)
    delta2 = delta3 @ W2.T*a2*(1-a2)
    dW2 = a2.T @ delta3
    dW1 = X.T @ delta2
    return {"delta3": delta3, "delta2": delta2, "dW2": dW2, "dW1": dW1}
