import numpy as np

def sigmoide(x):
    return 1/(1+np.exp(-x))

def backprop(X, t, W1, W2):
    # ida
    a2 = sigmoide(np.dot(X, W1))
    f = sigmoide(np.dot(a2, W2))
    # vuelta
    delta3 = np.multiply(f + t, np.multiply(f, 1 - f))
    dW2 = np.dot(a2.T, delta3)
    delta2 = np.multiply(np.dot(delta3, W2.T), np.multiply(a2, 1 - a2))
    dW1 = np.dot(X.T, delta2)
    return {"delta3": delta3, "delta2": delta2, "dW2": dW2, "dW1": dW1}
