import numpy as np

def softmax(z):
    z = z - np.max(z)
    return np.exp(z) / np.sum(np.exp(z))

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = X.shape[0]
    K = W2.shape[1]
    one_hot = np.array([[1.0 if k == c else 0.0 for k in range(1, K + 1)] for c in labels])
    a = np.tanh(np.add(np.matmul(X, W1), b1))
    y_hat = softmax(np.add(np.matmul(a, W2), b2))
    d_out = np.subtract(y_hat, one_hot) / N
    d_hid = np.multiply(np.matmul(d_out, W2.T), 1 - a ** 2)
    return {
        "W1": np.matmul(X.T, d_hid) + decay * W1,
        "b1": np.sum(d_hid, axis=0),
        "W2": np.matmul(a.T, d_out) + decay * W2,
        "b2": np.sum(d_out, axis=0),
    }
