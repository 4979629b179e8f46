import numpy as np
from functools import reduce

# Ödev: geri yayılım. Her örnek için Jacobian matrislerini çarpıyorum,
# derste hoca öyle anlatmıştı (zincir kuralı = matris çarpımı)

def S(z):
    return 0.5 * (1 + np.tanh(z / 2))      # sigmoid ile aynı şey

def ornek_gradyani(x, hedef, W1, W2):
    x = x.reshape(-1, 1)                   # D x 1
    u = W1.T @ x                           # H x 1
    a = S(u)
    v = W2.T @ a                           # 1 x 1
    f = S(v)
    dL_df = f - hedef                      # 1 x 1
    df_dv = np.diag((f * (1 - f)).ravel())
    dv_da = W2.T                           # 1 x H
    da_du = np.diag((a * (1 - a)).ravel()) # H x H
    satir = reduce(np.matmul, [dL_df, df_dv, dv_da, da_du])   # 1 x H
    gW1 = x @ satir                        # D x H
    gW2 = a @ dL_df @ df_dv                # H x 1
    return gW1, gW2

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    hepsi = [ornek_gradyani(x, h, W1, W2) for x, h in zip(X, t)]
    g1 = sum(p[0] for p in hepsi)
    g2 = sum(p[1] for p in hepsi)
    return (g1 + lam * W1) / N, (g2 + lam * W2) / N
