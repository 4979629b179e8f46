import numpy as np

# 두 층 신경망 + softmax. 샘플마다 softmax 자코비안을 직접 계산했음
def softmax(v):
    e = np.exp(v - np.max(v))
    return e / e.sum()

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N = X.shape[0]
    grads = {'W1': 2*reg*W1, 'b1': 0*b1, 'W2': 2*reg*W2, 'b2': 0*b2}
    loss = reg*(np.linalg.norm(W1)**2 + np.linalg.norm(W2)**2)
    for x, label in zip(X, y):
        z = x @ W1 + b1
        h = np.where(z > 0, z, 0)
        p = softmax(h @ W2 + b2)
        loss += -np.log(p[label])/N
        # dL/dp : 정답 위치만 -1/p
        dp = np.zeros_like(p)
        dp[label] = -1/p[label]
        # softmax 자코비안 diag(p) - p p^T
        J = np.diag(p) - np.outer(p, p)
        ds = J @ dp / N
        dz = np.heaviside(z, 0)*(W2 @ ds)
        grads['W2'] = grads['W2'] + np.outer(h, ds)
        grads['b2'] = grads['b2'] + ds
        grads['W1'] = grads['W1'] + np.outer(x, dz)
        grads['b1'] = grads['b1'] + dz
    return loss, grads
