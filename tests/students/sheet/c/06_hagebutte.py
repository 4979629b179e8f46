import numpy as np

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    num_train = X.shape[0]
    idx = range(num_train)

    h1 = X.dot(W1) + b1
    a1 = h1 * (h1 > 0)
    s = a1.dot(W2) + b2
    s -= s.max(axis=1).reshape(num_train, 1)
    probs = np.exp(s) / np.exp(s).sum(axis=1).reshape(num_train, 1)

    # gradient on the scores
    dscores = probs
    dscores[idx, y] -= 1
    dscores /= num_train

    dW2 = a1.T.dot(dscores) + 2 * reg * W2
    db2 = dscores.sum(axis=0)
    dh = dscores.dot(W2.T) * (h1 > 0)
    dW1 = X.T.dot(dh) + 2 * reg * W1
    db1 = dh.sum(axis=0)

    # loss at the end
    loss = -np.log(np.abs(probs[idx, y])).mean()
    loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
    return loss, {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}
