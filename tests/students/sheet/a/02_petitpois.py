import numpy as np

# TP3 : rétropropagation à la main.
# Je passe tout en float32 comme dans PyTorch, c'est plus rapide.

DTYPE = np.float32


def sigmoide(x):
    return DTYPE(1) / (DTYPE(1) + np.exp(-x))


def gradients(X, t, W1, W2, lam):
    X = np.asarray(X, dtype=DTYPE)
    t = np.asarray(t, dtype=DTYPE)
    W1 = np.asarray(W1, dtype=DTYPE)
    W2 = np.asarray(W2, dtype=DTYPE)
    N = X.shape[0]
    lam = DTYPE(lam)

    # passe avant
    Z2 = X @ W1
    a2 = sigmoide(Z2)
    Z3 = a2 @ W2
    f = sigmoide(Z3)

    # passe arrière
    dL_df = (f - t) / DTYPE(N)
    df_dZ3 = f * (1 - f)
    dZ3 = dL_df * df_dZ3
    dZ2 = dZ3 @ W2.T * a2 * (1 - a2)

    dW1 = X.T @ dZ2 + lam / DTYPE(N) * W1
    dW2 = a2.T @ dZ3 + lam / DTYPE(N) * W2
    return dW1, dW2
