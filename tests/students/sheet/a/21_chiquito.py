import numpy as np
import matplotlib.pyplot as plt

# ---------- leer los datos ----------
datos = np.genfromtxt('datos_entrenamiento.csv', delimiter=',', skip_header=1)
Xtr = datos[:, :-1]
ttr = datos[:, -1:]


def gradients(X, t, W1, W2, lam):
    """Devuelve dW1 y dW2. Uso una clase por dentro porque ya la tenia hecha
    de la practica anterior."""

    class RedNeuronal(object):
        def __init__(self, W1, W2, Lambda):
            self.W1 = W1
            self.W2 = W2
            self.Lambda = Lambda

        def sigmoide(self, z):
            return 1/(1+np.exp(-z))

        def sigmoidePrima(self, z):
            # derivada de la sigmoide
            return np.exp(-z)/((1+np.exp(-z))**2)

        def adelante(self, X):
            self.z2 = np.dot(X, self.W1)
            self.a2 = self.sigmoide(self.z2)
            self.z3 = np.dot(self.a2, self.W2)
            yHat = self.sigmoide(self.z3)
            return yHat

        def costo(self, X, y):
            self.yHat = self.adelante(X)
            J = 0.5*sum((y-self.yHat)**2)/X.shape[0] + (self.Lambda/(2*X.shape[0]))*(np.sum(self.W1**2)+np.sum(self.W2**2))
            return J

        def costoPrima(self, X, y):
            self.yHat = self.adelante(X)
            delta3 = np.multiply(-(y-self.yHat), self.sigmoidePrima(self.z3))
            # ojo: el termino de regularizacion tambien se divide entre N
            dJdW2 = (np.dot(self.a2.T, delta3) + self.Lambda*self.W2)/X.shape[0]
            delta2 = np.dot(delta3, self.W2.T)*self.sigmoidePrima(self.z2)
            dJdW1 = (np.dot(X.T, delta2) + self.Lambda*self.W1)/X.shape[0]
            return dJdW1, dJdW2

    red = RedNeuronal(W1, W2, lam)
    return red.costoPrima(X, t)


# ---------- entrenamiento ----------
np.random.seed(3)
W1 = np.random.randn(Xtr.shape[1], 8)
W2 = np.random.randn(8, 1)
costes = []
for epoca in range(2000):
    g1, g2 = gradients(Xtr, ttr, W1, W2, 1e-3)
    W1 -= 0.5*g1
    W2 -= 0.5*g2
    f = 1/(1+np.exp(-(1/(1+np.exp(-Xtr.dot(W1)))).dot(W2)))
    costes.append(np.mean((f-ttr)**2)/2)
plt.plot(costes)
plt.xlabel('epoca')
plt.ylabel('coste')
plt.show()
