import numpy as np


class Net(object):
    def __init__(self):
        # hiperparâmetros (o corretor troca os pesos depois)
        self.inputLayerSize = 2
        self.outputLayerSize = 1
        self.hiddenLayerSize = 3
        self.W1 = np.random.randn(self.inputLayerSize, self.hiddenLayerSize)
        self.W2 = np.random.randn(self.hiddenLayerSize, self.outputLayerSize)

    def forward(self, X):
        # propaga as entradas pela rede
        self.z2 = np.dot(X, self.W1)
        self.a2 = self.sigmoid(self.z2)
        self.z3 = np.dot(self.a2, self.W2)
        yHat = self.sigmoid(self.z3)
        return yHat

    def sigmoid(self, z):
        return 1/(1+np.exp(-z))

    def sigmoid_prime(self, z):
        return np.exp(-z)/((1+np.exp(-z))**2)

    def cost_function(self, X, y):
        self.yHat = self.forward(X)
        return 0.5*np.sum((y-self.yHat)**2)

    def cost_function_prime(self, X, y):
        # derivadas em relação a W1 e W2
        self.yHat = self.forward(X)

        delta3 = np.multiply(-(y-self.yHat), self.sigmoid_prime(self.z3))
        dJdW2 = np.dot(self.a2.T, delta3)

        delta2 = np.dot(delta3, self.W2.T)*self.sigmoid_prime(self.z2)
        dJdW1 = np.dot(X.T, delta2)

        return dJdW1, dJdW2
