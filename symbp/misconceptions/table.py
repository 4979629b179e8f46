"""The table of misconceptions: what each is called, what a student is told, what it costs.

The order is that of simplicity: where two mistakes are the same formula, the earlier one names it.
The rows M01 … M41 are mistakes seen in published student code or told by instructors.
"""

from __future__ import annotations

from symbp.misconceptions.record import Misconception

_ROWS = (
    Misconception(
        "M07",
        "Sign",
        "derivation",
        "The sign of {gradient} is wrong: a difference or a derivative was taken the other way round.",
        "Increase one weight in thought. Does the loss grow where your {gradient} is positive? Then follow "
        "the sign back from the loss to the difference with which you begin.",
        0.3,
    ),
    Misconception(
        "M01",
        "Output derivative left out",
        "derivation",
        "The derivative of the output activation is missing from {quantity}.",
        "The loss depends on f, but {quantity} is about what goes into the last activation. Which link "
        "of the chain rule lies between the two?",
    ),
    Misconception(
        "M03",
        "Hidden derivative left out",
        "derivation",
        "The derivative of a hidden activation is missing from {quantity}.",
        "You have carried the error back through the weights. What does the forward pass do between the "
        "hidden layer's Z and those weights, and where is its derivative?",
    ),
    Misconception(
        "M13",
        "Penalty left out",
        "derivation",
        "The penalty of the loss has left no trace in {gradient}.",
        "Look at the loss once more: which of its terms contain the parameter of {gradient}?",
        0.4,
    ),
    Misconception(
        "M09",
        "1/N left out",
        "derivation",
        "{gradient} is a sum over the samples where the loss takes their mean.",
        "Repeat every sample of the data once. What happens to the loss, and what to your {gradient}?",
        0.3,
    ),
    Misconception(
        "M08",
        "Factor 2 or ½",
        "derivation",
        "{gradient} is off by a factor of 2 or ½, where the square of the loss was differentiated.",
        "Differentiate the loss of a single sample with respect to f, and keep every constant that stands "
        "before the square.",
        0.3,
    ),
    Misconception(
        "M10",
        "1/N once too often",
        "derivation",
        "{gradient} is divided by N more often than the loss is.",
        "Count the factors 1/N: in the loss, in the first error that goes back, and in {gradient} itself.",
        0.3,
    ),
    Misconception(
        "M11",
        "1/N in some gradients only",
        "derivation",
        "Some gradients are divided by N and others are not, although one loss is differentiated.",
        "The factor belongs to the loss. Does it reach every parameter by the same way?",
        0.3,
    ),
    Misconception(
        "M12",
        "Divided by the wrong number",
        "derivation",
        "{gradient} is divided by another size of the arrays than the number of samples.",
        "What does your mean run over? Compare the shape of the array, or the axis, with the number of "
        "samples.",
        0.3,
    ),
    Misconception(
        "M16",
        "Sign of the penalty",
        "derivation",
        "The penalty enters {gradient} with the wrong sign.",
        "Should a step against the gradient make large weights larger or smaller?",
        0.3,
    ),
    Misconception(
        "M14",
        "Factor of the penalty",
        "derivation",
        "The penalty enters {gradient} with a wrong factor.",
        "Differentiate the penalty alone, for one weight, and keep every constant that stands before its "
        "square.",
        0.3,
    ),
    Misconception(
        "M15",
        "Penalty not differentiated",
        "derivation",
        "{gradient} contains the penalty itself in place of its derivative.",
        "What belongs into {gradient} is how fast the penalty changes with one weight, not how large it is.",
        0.4,
    ),
    Misconception(
        "M17",
        "Bias penalised",
        "derivation",
        "The penalty acts on the biases in {gradient}, although the loss leaves them out.",
        "Over which parameters does the sum in the penalty run?",
        0.3,
    ),
    Misconception(
        "M38",
        "Penalty where none belongs",
        "derivation",
        "A penalty that does not depend on the parameter is added to {gradient}.",
        "Differentiate the penalty for one entry. Is it the same number for every entry, and are biases "
        "part of it?",
        0.4,
    ),
    Misconception(
        "M02",
        "Output derivative where it cancels",
        "derivation",
        "{quantity} contains the derivative of the output activation, which cancels under this loss.",
        "Write down the derivative of the loss with respect to f first, and only then multiply. What stands "
        "above and below the line?",
    ),
    Misconception(
        "M04",
        "Derivative at the wrong place",
        "derivation",
        "The derivative of the activation in {quantity} is evaluated at the wrong array.",
        "Your derivative is a function of either Z or a = σ(Z). Which of the two does your formula expect, "
        "and which one do you hand to it?",
    ),
    Misconception(
        "M05",
        "Wrong derivative of the activation",
        "derivation",
        "The formula for the derivative of the activation in {quantity} is not right.",
        "Compare your formula with the slope of the activation's curve at Z = 0 and far out.",
        0.4,
    ),
    Misconception(
        "M06",
        "Derivative of another activation",
        "derivation",
        "{quantity} contains the derivative of another activation than the one this layer has.",
        "Which activation does this layer use in the forward pass?",
    ),
    Misconception(
        "M22",
        "One sample only",
        "derivation",
        "{gradient} is that of one sample and not of all.",
        "If you loop over the samples: what does {gradient} hold before, in, and after a turn of the loop?",
    ),
    Misconception(
        "M19",
        "Activation skipped on the way forward",
        "derivation",
        "The forward pass leaves out an activation: {quantity} is wrong.",
        "Compute the network's output for one sample by hand and compare it layer by layer.",
    ),
    Misconception(
        "M35",
        "Raw error sent back",
        "derivation",
        "What goes back through the weights in {quantity} is the plain error, not δ of the layer above.",
        "The chain rule hands on all that was collected so far. What has the layer above contributed by its "
        "activation?",
    ),
    Misconception(
        "M23",
        "Weight updated too early",
        "derivation",
        "{quantity} is computed with weights that have already taken their step (with rate {factor}).",
        "All gradients belong to the same weights. When does your code change them?",
        0.4,
    ),
    Misconception(
        "M36",
        "Gradient in place of the weight",
        "derivation",
        "{quantity} sends the error back through the gradient of the weights.",
        "Through which matrix did the activations go forward from this layer?",
    ),
    Misconception(
        "M18",
        "Wrong input of the layer",
        "derivation",
        "{gradient} is made with the wrong array: not with what the layer's weights were multiplied by.",
        "Find the weights of {gradient} in the forward pass. What are they multiplied by there?",
    ),
    Misconception(
        "M21",
        "Transpose",
        "derivation",
        "A transpose is missing, superfluous, or two factors stand in the wrong order.",
        "Write the shape under each factor. Which order and which transposes make samples meet samples and "
        "units meet units?",
        0.25,
    ),
    Misconception(
        "M20",
        "Matrix product and element-wise product confused",
        "derivation",
        "In {quantity} a matrix product stands where entries are multiplied one by one, or the reverse.",
        "Does the step combine different units with each other, or does each unit keep to itself?",
    ),
    Misconception(
        "M25",
        "Wrong layer",
        "derivation",
        "{quantity} is made with the error, the weights or the derivative of another layer.",
        "Follow one path through the network from right to left: between which two layers are you, and what "
        "lies between them?",
    ),
    Misconception(
        "M24",
        "Gradient of the bias",
        "derivation",
        "{gradient} does not add up δ as the loss adds up its samples.",
        "One bias acts on every sample. How do their parts combine, and along which axis are the samples?",
        0.4,
    ),
    Misconception(
        "M37",
        "Bias gradient missing",
        "derivation",
        "{gradient} has no gradient for the biases, or biases and weights are mixed up.",
        "The bias is a weight whose input is always 1. Which part of the array belongs to it?",
        0.4,
    ),
    Misconception(
        "M26",
        "Softmax normalised wrongly",
        "derivation",
        "The softmax is wrong: {quantity} does not handle each sample's classes as probabilities.",
        "Which numbers must add up to 1? And what does the derivative of the loss already contain?",
    ),
    Misconception(
        "M27",
        "Labels",
        "derivation",
        "The class labels enter {quantity} as numbers, or counted from the wrong one.",
        "A class is a name, not an amount. Write down the targets that belong to the first and to the last "
        "class.",
        0.4,
    ),
    Misconception(
        "M32",
        "Gradients in another order",
        "result",
        "The gradients are right but come back in another order or under each other's names.",
        "Compare the shape of each result with the shape of its parameter.",
        0.25,
    ),
    Misconception(
        "M31",
        "Learning rate folded in",
        "result",
        "What comes back is a step or an updated parameter, not the gradient itself.",
        "The task ends before the update: which quantities of your code belong to gradient descent only?",
        0.3,
    ),
    Misconception(
        "M28",
        "Differentiated numerically",
        "program",
        "{gradient} comes from differences of the loss and not from a formula.",
        "A difference quotient is a check of a formula and only approximately right. Derive the formula "
        "itself.",
    ),
    Misconception(
        "M29",
        "Low precision",
        "program",
        "{gradient} is right, but only to few digits: an array of float32 or of integers takes part.",
        "Look at the dtype of the arrays that you create yourself.",
        0.0,
    ),
    Misconception(
        "M30",
        "Unstable where units saturate",
        "program",
        "{gradient} is right for moderate numbers, but nan or infinite for large ones.",
        "Which exp or log gets an argument that a computer cannot hold? Can the expression be rearranged?",
        0.0,
    ),
    Misconception(
        "M34",
        "Inputs changed in place",
        "program",
        "The function changes the arrays that it is given.",
        "An assignment to a slice, += and out= write into the array itself. Whose array is it?",
        0.0,
    ),
    Misconception(
        "M33",
        "Hard-coded",
        "program",
        "{gradient} does not depend on everything that it must depend on.",
        "Call your function with other data, other sizes and other weights. What stays the same though it "
        "should not?",
        1.0,
    ),
    Misconception(
        "M40",
        "Another network or loss",
        "derivation",
        "{gradient} is right for another network or loss than the one that was asked for.",
        "Compare the task with your code: activations, loss, its constants, and the penalty.",
    ),
    Misconception(
        "M41",
        "Right up to one constant",
        "result",
        "All gradients are the right ones times {factor}.",
        "Which constant stands before the whole loss, and which one have you kept?",
        0.3,
    ),
    Misconception(
        "M39",
        "Operator mistyped",
        "derivation",
        "An operator, a factor or a function in {quantity} is another one than in the formula.",
        "Compare {quantity} with the formula sign by sign.",
    ),
)

MISCONCEPTIONS: dict[str, Misconception] = {row.id: row for row in _ROWS}
"""Every misconception by its id, the simplest first.

>>> MISCONCEPTIONS["M03"].title
'Hidden derivative left out'
"""
