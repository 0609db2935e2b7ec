"""The library as it stood after each lesson, one module a lesson: `micrograd_steps.stepNN`."""

STEPS = {
    1: "`numerical_derivative`, `numerical_gradient`",
    2: "`Value` with `+` and `*`",
    3: "children, operation and label of a `Value`; `trace`, `draw_dot`",
    4: "`grad`, shown by `draw_dot`; `tanh`, forward only",
}
