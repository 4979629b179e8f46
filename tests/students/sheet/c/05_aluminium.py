import numpy as np

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
  """
  Fully-connected net: input - fully connected layer - ReLU - fully connected layer - softmax
  """
  N, D = X.shape

  # Compute the forward pass
  hidden_layer = np.maximum(0, np.dot(X, W1) + b1) # note, ReLU activation
  scores = np.dot(hidden_layer, W2) + b2

  # Compute the loss
  scores -= np.max(scores, axis=1, keepdims=True)
  exp_scores = np.exp(scores)
  probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True) # [N x C]
  correct_logprobs = -np.log(probs[range(N), y])
  data_loss = np.sum(correct_logprobs) / N
  reg_loss = reg * np.sum(W1 * W1) + reg * np.sum(W2 * W2)
  loss = data_loss + reg_loss

  # Backward pass: compute gradients
  grads = {}
  dscores = probs
  dscores[range(N), y] -= 1
  dscores /= N

  grads['W2'] = np.dot(hidden_layer.T, dscores)
  grads['b2'] = np.sum(dscores, axis=0)
  dhidden = np.dot(dscores, W2.T)
  # backprop the ReLU non-linearity
  dhidden[hidden_layer <= 0] = 0
  grads['W1'] = np.dot(X.T, dhidden)
  grads['b1'] = np.sum(dhidden, axis=0)

  # add regularization gradient contribution
  grads['W2'] += 2 * reg * W2
  grads['W1'] += 2 * reg * W1

  return loss, grads
