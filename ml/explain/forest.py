"""Read the trees of a booster into flat arrays, or say why they cannot be explained here."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ml.errors import ModelError
from ml.numerics import Floats

if TYPE_CHECKING:
    from xgboost import Booster

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOBODY: Final = -1


@dataclass(frozen=True)
class Forest:
    """All nodes of all trees, one entry per node; nodes and their children by place in the arrays.

    `left` and `right` are -1 at leaves; `parent` is -1 at roots; `depth` is -1 at the nodes that
    pruning left behind. `threshold` is float32, since XGBoost compares in float32.
    """

    left: Integers
    right: Integers
    parent: Integers
    depth: Integers
    tree: Integers
    feature: Integers
    threshold: NDArray[np.float32]
    is_default_left: Flags
    value: Floats
    cover: Floats
    roots: Integers
    feature_count: int
    base_margin: float

    @property
    def is_leaf(self) -> Flags:
        """Which nodes are leaves that a row can reach."""
        return (self.left < 0) & (self.depth >= 0)

    @property
    def is_right(self) -> Flags:
        """Which nodes are the right child of their parent."""
        flags = np.zeros(len(self.left), dtype=np.bool_)
        flags[self.right[(self.left >= 0) & (self.depth >= 0)]] = True
        return flags


def read_forest(booster: "Booster") -> Forest:
    """Return the trees of a booster that gives one margin per row by splits on numbers.

    Raises:
        ModelError: the booster is linear, is a dart, has several outputs, or splits on categories.
    """
    model = json.loads(booster.save_raw("json"))
    learner = model["learner"]
    _refuse(learner)
    trees = learner["gradient_booster"]["model"]["trees"]
    sizes = np.array([len(tree["left_children"]) for tree in trees], dtype=np.int64)
    roots = np.cumsum(sizes) - sizes
    offset = np.repeat(roots, sizes)
    left = _joined(trees, "left_children", np.int64)
    right = _joined(trees, "right_children", np.int64)
    is_split = left >= 0
    left = np.where(is_split, left + offset, NOBODY)
    right = np.where(is_split, right + offset, NOBODY)
    parent, depth = _descend(roots, left=left, right=right)
    condition = _joined(trees, "split_conditions", np.float64).astype(np.float32)
    return Forest(
        left=left,
        right=right,
        parent=parent,
        depth=depth,
        tree=np.repeat(np.arange(len(trees)), sizes),
        feature=_joined(trees, "split_indices", np.int64),
        threshold=condition,
        is_default_left=_joined(trees, "default_left", np.bool_),
        value=condition.astype(np.float64),
        cover=_joined(trees, "sum_hessian", np.float32).astype(np.float64),
        roots=roots,
        feature_count=int(learner["learner_model_param"]["num_feature"]),
        base_margin=_base_margin(model),
    )


def _refuse(learner: dict[str, Any]) -> None:
    """Raise where the formulas for sums of trees with numeric splits do not hold."""
    kind = learner["gradient_booster"]["name"]
    if kind == "gbtree" and set(learner["gradient_booster"]["model"].get("weight_drop", [])) - {1}:
        kind = "gbtree with dropout"
    if kind != "gbtree":
        raise ModelError(
            f"The booster is a {kind}, and only a plain gbtree is explained; "
            "train with booster='gbtree' and without dropout."
        )
    parameters = learner["learner_model_param"]
    outputs = max(int(parameters["num_class"]), int(parameters["num_target"]))
    if outputs > 1:
        raise ModelError(
            f"The booster has {outputs} outputs per row, and one is explained; "
            "train one booster per output."
        )
    trees = learner["gradient_booster"]["model"]["trees"]
    for place, tree in enumerate(trees):
        if any(tree["split_type"]):
            raise ModelError(
                f"Tree {place} splits on a category, and only splits on numbers are explained; "
                "turn categories into numbers, or use booster.predict(pred_contribs=True)."
            )


def _joined(trees: list[dict[str, Any]], name: str, dtype: type[Any]) -> NDArray[Any]:
    """Return one array over the nodes of all trees."""
    return np.array([value for tree in trees for value in tree[name]], dtype=dtype)


def _descend(roots: Integers, *, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Return parent and depth of every node that is reached from a root, level by level."""
    parent = np.full(len(left), NOBODY, dtype=np.int64)
    depth = np.full(len(left), NOBODY, dtype=np.int64)
    level, nodes = 0, roots
    while len(nodes):
        depth[nodes] = level
        splits = nodes[left[nodes] >= 0]
        parent[left[splits]] = splits
        parent[right[splits]] = splits
        level, nodes = level + 1, np.concatenate([left[splits], right[splits]])
    return parent, depth


def _base_margin(model: dict[str, Any]) -> float:
    """Return the margin of the booster without its trees.

    XGBoost stores `base_score` on the scale of the prediction; asking it spares us a table of
    link functions. `model` loses its trees.

    Where `base_score` was estimated from the labels, a booster without trees would answer with
    it as it stands, as if it were yet to be estimated; so it is marked as given.
    """
    from xgboost import Booster

    trees = model["learner"]["gradient_booster"]["model"]
    trees.update(trees=[], tree_info=[], iteration_indptr=[0])
    trees.pop("weight_drop", None)
    trees["gbtree_model_param"]["num_trees"] = "0"
    model["learner"]["learner_model_param"]["boost_from_average"] = "0"
    bare = Booster()
    bare.load_model(bytearray(json.dumps(model).encode()))
    features = int(model["learner"]["learner_model_param"]["num_feature"])
    row = np.zeros((1, features), dtype=np.float32)
    margin = bare.inplace_predict(row, predict_type="margin", validate_features=False)
    return float(margin[0])
