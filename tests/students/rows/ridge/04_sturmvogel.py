import numpy as np


def gradients(X, t, W1, W2, lam):
    """Gradienten der quadratischen Verlustfunktion mit Strafterm."""
    anzahl = X.shape[0]

    def s(u):
        return 1 / (1 + np.exp(-u))

    versteckt = s(np.matmul(X, W1))
    ausgabe = s(np.matmul(versteckt, W2))

    fehler3 = np.multiply(np.multiply(ausgabe - t, ausgabe), 1 - ausgabe)
    fehler2 = np.multiply(np.matmul(fehler3, W2.transpose()), np.multiply(versteckt, 1 - versteckt))

    # Mittelwert über die Daten, dann der Strafterm: d/dw (lam/2 w^2) = lam w
    dW2 = np.matmul(versteckt.transpose(), fehler3) / anzahl + lam * W2
    dW1 = np.matmul(X.transpose(), fehler2) / anzahl + lam * W1
    return dW1, dW2
