# samples are columns, m of them
dZ2 = A2 - Y
dW2 = 1/m * np.dot(dZ2, A1.T)
dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
dW1 = 1/m * np.dot(dZ1, X)
