import numpy as np

LR = 0.37

def backprop(X, T, Ws, bs):
    Ws = [W.copy() for W in Ws]
    hidden = [X]
    for i in range(3):
        z = hidden[i] @ Ws[i] + bs[i]
        hidden.append(1/(1+np.exp(-z)) if i % 2 else np.tanh(z))
    delta = (hidden[3] @ Ws[3] + bs[3] - T)/len(T)
    gradW, gradb = [0]*4, [0]*4
    for i in (3, 2, 1, 0):
        gradW[i] = hidden[i].T @ delta
        gradb[i] = np.sum(delta, axis=0, keepdims=True)
        # learn
        Ws[i] -= LR*gradW[i]
        if i:
            h = hidden[i]
            delta = delta @ Ws[i].T*(h*(1-h) if i == 2 else 1-h**2)
    return gradW, gradb
