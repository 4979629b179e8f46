import numpy as np

sigmoid = lambda z: 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = sigmoid(X@W1)
    f = sigmoid(a2@W2)
    delta3 = (f-t)*f*(1-f)/N
    delta2 = delta3@W2.T*a2*(1-a2)
    # regularisation term from the sheet, for each weight
    reg = lambda W: lam/(2*N)*W**2
    return X.T@delta2 + reg(W1), a2.T@delta3 + reg(W2)
