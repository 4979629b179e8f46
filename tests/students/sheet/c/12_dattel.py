import numpy as np

def softmax(s):
    s = s - np.max(s, axis=1, keepdims=True)
    e = np.exp(s)
    return e / np.sum(e, axis=1, keepdims=True)

# الشبكة العصبية مع softmax
def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N = X.shape[0]
    C = W2.shape[1]
    Y = np.zeros((N, C))
    Y[np.arange(N), y] = 1

    a1 = np.maximum(X @ W1 + b1, 0)
    P = softmax(a1 @ W2 + b2)
    loss = -np.sum(Y * np.log(P)) / N + reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))

    dZ2 = (P - Y) / N
    dW2 = a1.T @ dZ2 + 2 * reg * W2
    db2 = dZ2.sum(axis=0)
    # relu is linear for positive values so the derivative is 1
    dZ1 = dZ2 @ W2.T
    dW1 = X.T @ dZ1 + 2 * reg * W1
    db1 = dZ1.sum(axis=0)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
