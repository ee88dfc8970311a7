"""Learning in rounded numbers: the network computes in bfloat16 where the processor does.

What is learned is summed up in float32 beside it, for small steps would be lost in rounding.
"""

from collections.abc import Sequence

import torch
from torch import nn

from index.linear import computes_in_bfloat16

_WARM_UP = 0.1
_DECAY = 0.01
_LONGEST_STEP = 1.0


def training_dtype() -> torch.dtype:
    """What a network computes in while it learns."""
    return torch.bfloat16 if computes_in_bfloat16() else torch.float32


class Learning:
    """The steps by which weights of a network learn."""

    def __init__(
        self,
        groups: Sequence[tuple[float, Sequence[nn.Parameter]]],
        *,
        beside: Sequence[nn.Parameter] = (),
        steps: int,
    ) -> None:
        """Teach the weights in `groups`, each at its rate, in about so many `steps`.

        Each of them is rounded as the network computes; those `beside`, which learn at the rate of
        the last group, are exact themselves. The rates rise for a tenth of the steps and then fall.
        """
        self._rounded = [weight.requires_grad_() for _, weights in groups for weight in weights]
        self._exact: list[nn.Parameter] = []
        taught: list[dict[str, object]] = []
        for rate, weights in groups:
            exact = [nn.Parameter(weight.detach().float().clone()) for weight in weights]
            self._exact += exact
            taught.append({"params": exact, "lr": rate})
        if beside:
            taught.append({"params": list(beside), "lr": groups[-1][0]})
        self._optimizer = torch.optim.AdamW(taught, weight_decay=_DECAY)
        warm = max(1, int(_WARM_UP * steps))
        falling = max(1, steps - warm)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda n: min((n + 1) / warm, max(0.0, (steps - n) / falling))
        )

    def step(self, loss: torch.Tensor) -> None:
        """One step down from `loss`."""
        loss.backward()  # type: ignore[no-untyped-call]
        for weight, exact in zip(self._rounded, self._exact, strict=True):
            exact.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        nn.utils.clip_grad_norm_(self._exact, _LONGEST_STEP)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._schedule.step()
        self._put_back()

    def finish(self, network: nn.Module) -> None:
        """Put what was learned into `network`, in float32."""
        network.float()
        self._put_back()

    def _put_back(self) -> None:
        with torch.no_grad():
            for weight, exact in zip(self._rounded, self._exact, strict=True):
                weight.copy_(exact)
