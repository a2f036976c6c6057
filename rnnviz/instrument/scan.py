"""The LSTM's cell state, the one recurrence that is left once every h is known.

c_t = f_t c_{t-1} + i_t g_t is elementwise and linear in c, so blocks of steps can run side by side.
"""

import math

import torch


def scan_cell_state(
    keep: torch.Tensor, states: torch.Tensor, initial: torch.Tensor, *, reverse: bool = False
) -> None:
    """Solve c_t = keep_t * c_{t-1} + add_t for all t, in place.

    The steps are cut into about sqrt(T) blocks. First all blocks run side by side from 0, and
    of each only its end and the product of its ``keep`` are held; then the ends are carried
    from block to block; then all blocks run side by side again, now from their true beginning.
    That is about 4 sqrt(T) operations in sequence instead of T. Nothing is divided, so gates
    near 0 do no harm, and every c_t is rounded like that of a loop that starts at its block.

    Parameters
    ----------
    keep
        Shape (time, batch, unit).
    states
        Holds add on entry and c on return, shape (time, batch, unit).
    initial
        The state before the first step, shape (batch, unit).
    reverse
        Whether the recurrence runs from the last step to the first.
    """
    steps = len(keep)
    length = max(1, math.isqrt(2 * steps // 3))
    blocks = steps // length
    rest = steps - blocks * length
    inside = slice(rest, steps) if reverse else slice(0, steps - rest)
    outside = slice(0, rest) if reverse else slice(steps - rest, steps)
    forward = -1 if reverse else 1

    # One view a step of the blocks: (block, batch, unit), in the order of the recurrence.
    shape = (blocks, length, *initial.shape)
    keeps = keep[inside].view(shape).unbind(1)[::forward]
    sums = states[inside].view(shape).unbind(1)[::forward]
    end, product = sums[0].clone(), keeps[0].clone()
    for add, factor in zip(sums[1:], keeps[1:], strict=True):
        torch.addcmul(add, factor, end, out=end)
        product.mul_(factor)

    carried = initial.new_empty(blocks + 1, *initial.shape)
    carries = carried.unbind(0)[::forward]
    carries[0].copy_(initial)
    block_ends = zip(end.unbind(0)[::forward], product.unbind(0)[::forward], strict=True)
    for block, (add, factor) in enumerate(block_ends):
        torch.addcmul(add, factor, carries[block], out=carries[block + 1])

    state = carried[1:] if reverse else carried[:-1]  # what each block starts from
    for add, factor in zip(sums, keeps, strict=True):
        state = add.addcmul_(factor, state)
    state = carries[-1]
    for step in range(steps)[outside][::forward]:
        state = states[step].addcmul_(keep[step], state)
