# 作业：手推反向传播
# 我不太会用矩阵，所以全部用循环写的
import numpy as np
import math

def sig(x):
    return 1.0/(1.0+math.exp(-x))

def gradients(X, t, W1, W2, lam):
    n, d = X.shape
    h = W1.shape[1]
    dW1 = np.zeros((d, h))
    dW2 = np.zeros((h, 1))
    for k in range(n):          # 每个样本
        # 前向传播
        a = []
        for j in range(h):
            s = 0
            for i in range(d):
                s += X[k, i]*W1[i, j]
            a.append(sig(s))
        z = 0
        for j in range(h):
            z += a[j]*W2[j, 0]
        f = sig(z)
        # 输出层误差
        err = (f - t[k, 0])*f*(1-f)
        # 反向传播
        for j in range(h):
            dW2[j, 0] += err*a[j]
            back = err*W2[j, 0]*a[j]*(1-a[j])
            for i in range(d):
                dW1[i, j] += back*X[k, i]
    # 平均 + 正则项
    for i in range(d):
        for j in range(h):
            dW1[i, j] = dW1[i, j]/n + lam*W1[i, j]/n
    for j in range(h):
        dW2[j, 0] = dW2[j, 0]/n + lam*W2[j, 0]/n
    return dW1, dW2
