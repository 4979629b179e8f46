# الواجب: الانتشار العكسي يدويا
import numpy as np

σ = lambda z: 1.0 / (1.0 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    # n: العينات ، d: المدخلات ، h: الوحدات المخفية ، o: المخرج
    N = len(X)
    a2 = σ(np.einsum('nd,dh->nh', X, W1))
    f = σ(np.einsum('nh,ho->no', a2, W2))
    # الخطأ عند المخرج
    δ3 = (f - t) * f * (1 - f) / N
    # الخطأ في الطبقة المخفية
    δ2 = np.einsum('no,ho,nh->nh', δ3, W2, a2 * (1 - a2))
    return (np.einsum('nd,nh->dh', X, δ2) + lam * W1 / N,
            np.einsum('nh,no->ho', a2, δ3) + lam * W2 / N)
