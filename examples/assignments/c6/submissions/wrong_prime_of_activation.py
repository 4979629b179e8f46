import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z)*(1-sigmoid(z))

class Network:
    def __init__(self, sizes):
        self.num_layers = len(sizes)

    def backprop(self, x, y):
        acts = [x]
        for w, b in zip(self.weights, self.biases):
            acts.append(sigmoid(w @ acts[-1] + b))
        delta = (acts[-1] - y)*sigmoid_prime(acts[-1])
        nabla_b = [delta]
        nabla_w = [delta @ acts[-2].T]
        for l in range(2, self.num_layers):
            delta = (self.weights[-l+1].T @ delta)*sigmoid_prime(acts[-l])
            nabla_b.insert(0, delta)
            nabla_w.insert(0, delta @ acts[-l-1].T)
        return nabla_b, nabla_w
