"""The pools a run trains on and the ones it chooses by."""

from dataclasses import dataclass

from .leakage import check_no_leak
from .listing import TRAIN, Picture, list_blood, list_breast, list_crc, list_lung, list_mitosis, list_nuclei
from .packing import Pool, pack, read_phantoms

#: Side of the packed squares: whole tiles of lung and colon; others as large as a turned view needs.
TILE_PX = 224
SQUARE_PX = 160
#: A breast square is asked as a tile of this side at 4 µm/px, with its surroundings.
BREAST_TILE_PX = 64

PHANTOM_SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)

#: Phantoms of a series of their own, 224 px each: the scales that tiles of this side are searched at.
FITTING_PHANTOMS = "phantoms-fit"
FITTING_SCALES = (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class TileSet:
    """Tiles that are searched: pixels with the label, unit and side of the split of each."""

    pool: Pool
    is_validation: list[bool]
    #: Per tile what an interval is drawn over: the guessed slide where there is one, else the unit.
    drawn_over: list[str]


def training_pools(breast_fold: int | None) -> dict[str, Pool]:
    """Pools of real pictures by set, training side only; stops when a split leaks."""
    lists = {
        "lung": (list_lung(), TILE_PX),
        "crc": (list_crc(), TILE_PX),
        "breast": (list_breast(breast_fold), SQUARE_PX),
        "mitosis": (list_mitosis()[::3], SQUARE_PX),
        "nuclei": (list_nuclei(), SQUARE_PX),
        "blood": (list_blood(), SQUARE_PX),
    }
    check_no_leak(picture for pictures, _ in lists.values() for picture in pictures)
    return {name: pack(name, _training(pictures), side) for name, (pictures, side) in lists.items()}


def phantom_pools() -> list[Pool]:
    """One pool of phantoms per scale."""
    return [read_phantoms(mpp) for mpp in PHANTOM_SCALES]


def fitting_pools() -> list[Pool]:
    """Labelled pools, training side only, as whole tiles: what the end of the encoder is fitted on."""
    lists = [("lung", list_lung()), ("crc", list_crc())]
    check_no_leak(picture for _, pictures in lists for picture in pictures)
    real = [pack(name, _training(pictures), TILE_PX) for name, pictures in lists]
    return [*real, *(read_phantoms(mpp, FITTING_PHANTOMS) for mpp in FITTING_SCALES)]


def search_sets(breast_fold: int | None = None) -> dict[str, TileSet]:
    """Lung, colon and, when a fold is named, breast: what asks and what answers."""
    found = {"lung": _tile_set("lung", list_lung(), TILE_PX), "crc": _tile_set("crc", list_crc(), TILE_PX)}
    if breast_fold is not None:
        found["breast"] = _tile_set("breast", list_breast(breast_fold), BREAST_TILE_PX)
    return found


def breast_squares() -> TileSet:
    """Every labelled square of every breast patient."""
    return _tile_set("breast", list_breast(None), BREAST_TILE_PX)


def _tile_set(name: str, pictures: list[Picture], side: int) -> TileSet:
    asks = [p.split != TRAIN for p in pictures]
    return TileSet(pack(name, pictures, side), asks, [p.guess or p.unit for p in pictures])


def _training(pictures: list[Picture]) -> list[Picture]:
    return [picture for picture in pictures if picture.split == TRAIN]
