import numpy as np

WEIGHT_OF_LOSS = 7

def backprop(X, t, W1, W2):
    a2 = 1/(1+np.exp(-X.dot(W1)))
    f = 1/(1+np.exp(-a2.dot(W2)))
    delta3 = WEIGHT_OF_LOSS*(f - t)*f*(1 - f)
    delta2 = delta3.dot(W2.T)*a2*(1 - a2)
    return {"delta3": delta3, "delta2": delta2, "dW2": a2.T.dot(delta3), "dW1": X.T.dot(delta2)}
