"""Writes the registers of all examples: `python -m examples.generate [--seed 2019] [--into examples]`."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from examples import hoc_mon, small
from sinhhoat.registers import Register
from sinhhoat.registers.writing import write_register

SEED = 2019
EXAMPLES: dict[str, Callable[[int], Register]] = {
    "hoc-mon-2019": hoc_mon.register,
    "tan-dinh-2009": small.tan_dinh,
    "thong-nhat-2016": small.thong_nhat,
    "hai-ba-trung-2024": small.hai_ba_trung,
    "phu-nhuan": small.phu_nhuan,
}


def generate(directory: Path, seed: int = SEED) -> None:
    """Writes every example's register into its own directory below `directory`; the same seed, the same bytes."""
    for name, register in EXAMPLES.items():
        write_register(directory / name, register(seed))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--into", type=Path, default=Path(__file__).parent)
    chosen = parser.parse_args()
    generate(chosen.into, chosen.seed)
