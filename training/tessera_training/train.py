"""One stage of training: from scratch or from another stage's weights, resumed from its own checkpoint.

    python3 -m tessera_training.train NAME --minutes 30 [--mix real|phantoms] [--start OTHER] [--breast-fold 0]

Writes CACHE/NAME.last.pt every few minutes (weights, average, optimiser, step, minutes used) and CACHE/NAME.best.pt
whenever the validation score rises. Run again with the same NAME, it goes on where it stopped.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch

from .batches import Share, all_shares, draw_batch
from .losses import Proxies, class_contrast, picture_contrast
from .measuring import embed_with, in_words, measure, score
from .network import Average, Backbone, Heads
from .places import CACHE
from .sets import phantom_pools, search_sets, training_pools


#: What a batch may hold: `small` is one of mitosis, nuclei and blood in turn.
POOLS = ("lung", "crc", "phantoms", "breast", "small")


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng([options.seed, int(time.time())])
    groups = _groups(options)
    watched = search_sets(options.breast_fold) if options.watch else None
    run = Run(options, groups, rng, watched)
    run.resume()
    run.go()


class Run:
    """The state of a stage."""

    def __init__(self, options, groups, rng, watched) -> None:
        self.options, self.groups, self.rng, self.watched = options, groups, rng, watched
        self.backbone = Backbone().to(memory_format=torch.channels_last)
        self.heads = Heads()
        self.average = Average(self.backbone, options.average)
        classes = [int(share.pool.labels.max()) + 1 for share in all_shares(groups)]
        self.proxies = Proxies(classes)
        weights = [p for part in (self.backbone, self.heads, self.proxies) for p in part.parameters()]
        self.optimiser = torch.optim.AdamW(weights, lr=options.rate, weight_decay=0.05)
        self.step, self.used, self.best = 0, 0.0, 0.0

    def resume(self) -> None:
        last = _file(self.options.name, "last")
        if last.exists():
            state = torch.load(last)
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.used, self.best = state["step"], state["used"], state["best"]
            self.proxies.load_state_dict(state["proxies"])
        elif self.options.start:
            start = Path(self.options.start)
            state = torch.load(start if start.suffix else _file(self.options.start, "last"))
            if self.options.start_average:
                state["backbone"] = state["average"]
        else:
            return
        self.backbone.load_state_dict(state["backbone"])
        self.heads.load_state_dict(state["heads"])
        self.average.network.load_state_dict(state["average"])
        self.average.steps = state["step"]

    def go(self) -> None:
        """Trains until the minutes are used up; the rate rises over 100 steps and falls as a half cosine."""
        budget = 60 * self.options.minutes
        since, losses, saved, looked = time.time(), [], time.time(), self.used
        while self.used < budget:
            share = self.used / budget
            fall = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share))
            rate = self.options.rate * min(1, (self.step + 1) / 100) * fall
            for group in self.optimiser.param_groups:
                group["lr"] = rate
            losses.append(self.learn())
            self.step += 1
            self.used += time.time() - since
            since = time.time()
            if self.step % 100 == 0:
                by_class, by_proxy, by_picture = np.mean(losses, 0)
                print(
                    f"step {self.step}, {self.used / 60:.1f} min, classes {by_class:.3f}, proxies {by_proxy:.3f}, "
                    f"pictures {by_picture:.3f}, rate {rate:.5f}",
                    flush=True,
                )
                losses = []
            if time.time() - saved > 120:
                self.save("last")
                saved = time.time()
            if self.watched and self.used - looked > 60 * self.options.look_every:
                looked = self.used
                self.look()
                # Time spent looking is not training time.
                since = time.time()
        self.save("last")
        if self.watched:
            self.look()

    def side(self) -> int:
        """Side of a view now: small views are cheap and teach texture, large ones come last."""
        share = self.used / (60 * self.options.minutes)
        return next((side for side, until in self.options.sides if share < until), self.options.sides[-1][0])

    def learn(self) -> tuple[float, float, float]:
        options = self.options
        batch = draw_batch(self.groups, self.rng, self.side(), options.jitter, options.swap)
        self.backbone.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            features = self.backbone(batch.rgb)
        vectors = self.heads.classes(features)
        by_class = class_contrast(vectors, batch.sets, batch.labels)
        by_proxy = self.proxies(vectors, batch.pools, batch.labels)
        # Told apart as pictures, tiles of one class drift apart: where labels exist, that can be left to them.
        told = torch.ones_like(batch.labels, dtype=torch.bool) if options.picture_all else batch.labels < 0
        by_picture = picture_contrast(
            self.heads.pictures(features)[told], batch.sets[told], batch.pictures[told], batch.twins[told]
        )
        loss = options.class_weight * by_class + options.picture_weight * by_picture
        loss = loss + options.proxy_weight * by_proxy
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.backbone.parameters(), 5.0)
        self.optimiser.step()
        self.average.follow(self.backbone)
        return float(by_class.detach()), float(by_proxy.detach()), float(by_picture.detach())

    def look(self) -> None:
        """Measures the average on validation and keeps it when it is the best so far."""
        found = measure(embed_with(self.average.network, half=True), self.watched)
        value = score(found)
        print(f"look at step {self.step}: score {value:.4f}; {in_words(found)}", flush=True)
        if value > self.best:
            self.best = value
            self.save("best")

    def save(self, which: str) -> None:
        file = _file(self.options.name, which)
        state = {
            "backbone": self.backbone.state_dict(),
            "heads": self.heads.state_dict(),
            "proxies": self.proxies.state_dict(),
            "average": self.average.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "used": self.used,
            "best": self.best,
            "options": vars(self.options),
        }
        torch.save(state, file.with_suffix(".tmp"))
        file.with_suffix(".tmp").replace(file)


def _groups(options) -> list[list[Share]]:
    """What a batch holds."""
    phantoms = phantom_pools()
    if options.mix == "phantoms":
        return [[Share(pool, 30) for pool in phantoms], [Share(pool, 16) for pool in phantoms]]
    real = training_pools(options.breast_fold)
    share = options.shares
    groups = [
        [Share(real["lung"], share["lung"], coarser=0.15)],
        [Share(real["crc"], share["crc"], coarser=0.15)],
        # Twice, so that a batch holds two scales.
        [Share(pool, share["phantoms"] // 2) for pool in phantoms],
        [Share(pool, share["phantoms"] // 2) for pool in phantoms],
        [Share(real["breast"], share["breast"])],
        [Share(real[name], share["small"]) for name in ("mitosis", "nuclei", "blood")],
    ]
    return [group for group in groups if group[0].pictures > 0]


def _file(name: str, which: str) -> Path:
    return CACHE / f"{name}.{which}.pt"


def _sides(text: str) -> list[tuple[int, float]]:
    pairs = [pair.split(":") for pair in text.split(",")]
    return [(int(side), float(until)) for side, until in pairs]


def _shares(text: str) -> dict[str, int]:
    pairs = [pair.split(":") for pair in text.split(",")]
    return {**dict.fromkeys(POOLS, 0), **{name: int(count) for name, count in pairs}}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="stage: names its checkpoints")
    parser.add_argument("--minutes", type=float, required=True, help="training time in all, resumed runs included")
    parser.add_argument("--mix", choices=["real", "phantoms"], default="real")
    parser.add_argument("--start", default="", help="stage or checkpoint file whose weights to start from")
    parser.add_argument("--start-average", action="store_true", help="start from that stage's running mean")
    parser.add_argument("--breast-fold", type=int, default=None, help="hold these breast patients out (0, 1, 2)")
    parser.add_argument("--class-weight", type=float, default=1.0)
    parser.add_argument("--proxy-weight", type=float, default=1.0)
    parser.add_argument("--picture-weight", type=float, default=0.3)
    parser.add_argument(
        "--picture-all", action="store_true", help="contrast pictures in every set, not only where no label is known"
    )
    parser.add_argument(
        "--shares",
        type=_shares,
        default=_shares("lung:8,crc:16,phantoms:16,small:3"),
        help="pictures of each set in a batch",
    )
    parser.add_argument("--jitter", type=float, default=1.0, help="strength of the stain jitter")
    parser.add_argument("--swap", type=float, default=0.5, help="share of views that take another's stain")
    parser.add_argument(
        "--sides",
        type=_sides,
        default=[(112, 1.0)],
        help="side of a view in px until a share of the time: 80:0.5,112:0.9,160:1",
    )
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--average", type=float, default=0.998, help="decay of the running mean of weights")
    parser.add_argument("--look-every", type=float, default=5.0, help="minutes between looks at validation")
    parser.add_argument("--no-watch", dest="watch", action="store_false")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
