import numpy as np

def backprop(X, t, W1, W2):
    def sigmoid(z):
        return 1/(1+np.exp(-z))
    n = len(X)
    a = [X]
    for W in (W1, W2):
        a.append(sigmoid(np.matmul(a[-1], W)))
    errors = {}
    errors["delta3"] = (a[2] - t)/n*a[2]*(1 - a[2])
    errors["dW2"] = np.matmul(a[1].T, errors["delta3"])
    errors["delta2"] = np.matmul(errors["delta3"], W2.T)*a[1]*(1 - a[1])
    errors["dW1"] = np.matmul(a[0].T, errors["delta2"])
    return errors
