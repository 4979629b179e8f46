import numpy as np

class TwoLayerNet:
    def __init__(self, D, H, C):
        self.params = {}

    def loss(self, X, y, reg):
        p = self.params
        n = X.shape[0]
        z = X @ p['W1'] + p['b1']
        h = np.where(z > 0, z, 0)
        s = h @ p['W2'] + p['b2']
        e = np.exp(s - s.max(axis=1)[:, None])
        prob = e/e.sum(axis=1)[:, None]
        loss = -np.log(prob[range(n), y]).mean()
        loss += reg*np.sum(p['W1']**2) + reg*np.sum(p['W2']**2)
        onehot = np.zeros_like(prob)
        onehot[range(n), y] = 1
        ds = (prob - onehot)/n
        dz = (ds @ p['W2'].T)*(z > 0)
        return loss, {
            'W1': X.T @ dz + reg*p['W1'], 'b1': dz.sum(0),
            'W2': h.T @ ds + reg*p['W2'], 'b2': ds.sum(0),
        }
