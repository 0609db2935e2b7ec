"""The library as it stood after each lesson, one module a lesson: `micrograd_steps.stepNN`."""

STEPS = {
    1: "`numerical_derivative`, `numerical_gradient`",
    2: "`Value` with `+` and `*`",
    3: "children, operation and label of a `Value`; `trace`, `draw_dot`",
    4: "`grad`, shown by `draw_dot`; `tanh`, forward only",
    5: "`_backward` of each operation, still assigning",
    6: "`backward()`",
    7: "`+=` in place of `=`: gradients add up",
    8: "constants on either side, `exp`, `**`, `/`, `-`; `as_value`",
    9: "`check_gradients`: backprop against central differences",
    10: "`Neuron`, `Layer`, `MLP`",
    11: "`parameters()`",
    12: "`relu`, `Module`, `zero_grad`: micrograd as published",
    13: "`make_moons`, `max_margin_loss` with L2",
    14: "`Function`: forward, backward, `apply`; `Tanh`, `LegendreP3`",
    15: "`Value` again, faster, with the same interface; `dot`",
    16: "`Tensor` on NumPy arrays: broadcasting, `@`; `check_tensors`, its judge",
    17: "`Layer`, `MLP`, the loss on `Tensor`; `log`, `softmax`, `cross_entropy`",
    18: "`record` and `write`: the graph as a program; `with_constants_once` and other passes",
}
