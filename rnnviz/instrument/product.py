"""A large matrix product on the CPU, given to the faster of PyTorch's two libraries.

``addmm`` in float32 goes to MKL, which is as fast as oneDNN on Intel's processors and 2.2 times
slower on the AMD EPYC where this was measured. A convolution with a kernel of one point is the
same product, and PyTorch gives it to oneDNN, if it has more than a few images (one would do with
several threads). So the rows are cut into images of equal size, and a few spare rows behind them
fill the last one.
"""

import torch
from torch.nn import functional as F

_FEWEST_IMAGES, _ROWS_OF_AN_IMAGE = 16, 128
# Multiplications from which oneDNN's preparations pay.
_LARGE = 1 << 22


def _images(rows: int) -> tuple[int, int]:
    count = max(_FEWEST_IMAGES, -(-rows // _ROWS_OF_AN_IMAGE))
    return count, -(-rows // count)


def spare_rows(rows: int) -> int:
    """Return how many rows of any content :func:`product` needs behind ``rows`` rows."""
    count, size = _images(rows)
    return count * size - rows


def product(
    operand: torch.Tensor, rows: int, weight: torch.Tensor, bias: torch.Tensor
) -> torch.Tensor:
    """Return the first rows of operand @ weight.T + bias.

    Parameters
    ----------
    operand
        Shape (rows + spare rows, k).
    rows
        How many of them count.
    weight, bias
        Shape (m, k) and (m,).

    Returns
    -------
    torch.Tensor
        Shape (rows, m).
    """
    is_large = rows * weight.numel() > _LARGE
    if not (is_large and operand.device.type == "cpu" and operand.dtype == torch.float32):
        return torch.addmm(bias, operand[:rows], weight.T)
    count, size = _images(rows)
    images = operand.reshape(count, 1, size, -1).permute(0, 3, 1, 2)  # channels last
    kernel = weight.reshape(*weight.shape, 1, 1).to(memory_format=torch.channels_last)
    out = F.conv2d(images, kernel, bias)  # (count, m, 1, size), channels last
    return out.permute(0, 2, 3, 1).reshape(count * size, len(weight))[:rows]
