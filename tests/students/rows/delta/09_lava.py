import numpy as np

def backprop(X, t, W1, W2, rate=0.37):
    a2 = 1/(1+np.exp(-X @ W1))
    f = 1/(1+np.exp(-a2 @ W2))
    delta3 = (f - t)*f*(1-f)
    dW2 = a2.T @ delta3
    W2 = W2 - rate*dW2
    delta2 = delta3 @ W2.T*a2*(1-a2)
    dW1 = X.T @ delta2
    W1 = W1 - rate*dW1
    return {"delta3": delta3, "delta2": delta2, "dW2": dW2, "dW1": dW1}
