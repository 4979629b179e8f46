import numpy as np

# Daten aus der Vorlesung
X_data = np.array([[1, 0.875], [0.25, 1], [0.75, 0.25]])
t_data = np.array([[1], [0.4], [0.6]])

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def compute_gradients(params, X, y, Lambda):
    W1 = params[:6].reshape(2, 3)
    W2 = params[6:].reshape(3, 1)
    a2 = sigmoid(X_data @ W1)
    f = sigmoid(a2 @ W2)
    delta3 = (f - t_data) * f * (1 - f) / 3
    delta2 = delta3 @ W2.T * a2 * (1 - a2)
    dW1 = X_data.T @ delta2 + Lambda * W1
    dW2 = a2.T @ delta3 + Lambda * W2
    return np.concatenate([dW1.flatten(), dW2.flatten()])
