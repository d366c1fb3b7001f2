"""No patient, slide or source group stands on both sides of a split, and nothing that only tests is opened."""

import unittest
from dataclasses import replace
from pathlib import Path

from tessera_training.leakage import check_no_leak, files_on_both_sides, units_on_both_sides
from tessera_training.listing import (
    BREAST_FOLDS,
    TRAIN,
    VALIDATION,
    Picture,
    breast_fold,
    list_all,
    list_blood,
    list_breast,
    list_crc,
    list_lung,
)
from tessera_training.places import DATA

TEST_ONLY = ("slides", "nuclei/monuseg", "nuclei/gbm")


def picture(unit: str, split: str, file: str = "a.jpg") -> Picture:
    return Picture("lung", Path(file), "x", unit, split, 0.8)


class Leakage(unittest.TestCase):
    def test_finds_a_unit_on_both_sides(self) -> None:
        leaky = [picture("g1", TRAIN), picture("g2", TRAIN), picture("g1", VALIDATION, "b.jpg")]
        self.assertEqual(units_on_both_sides(leaky), ["lung/g1"])
        with self.assertRaisesRegex(ValueError, "lung/g1"):
            check_no_leak(leaky)

    def test_finds_a_file_on_both_sides(self) -> None:
        leaky = [picture("g1", TRAIN), picture("g2", VALIDATION)]
        self.assertEqual(files_on_both_sides(leaky), ["a.jpg"])

    def test_refuses_rows_of_a_test_split(self) -> None:
        with self.assertRaisesRegex(ValueError, "test"):
            units_on_both_sides([picture("g1", "test")])

    def test_the_same_name_in_two_sets_is_no_leak(self) -> None:
        other = replace(picture("g1", VALIDATION, "c.jpg"), set="crc")
        self.assertEqual(units_on_both_sides([picture("g1", TRAIN), other]), [])


class Splits(unittest.TestCase):
    def test_no_unit_stands_on_both_sides(self) -> None:
        for fold in (0, 1, 2, None):
            with self.subTest(fold=fold):
                check_no_leak(list_all(fold))

    def test_lung_and_colon_train_on_their_train_rows_only(self) -> None:
        for pictures in (list_lung(), list_crc()):
            self.assertEqual({p.split for p in pictures}, {TRAIN, VALIDATION})

    def test_colon_groups_keep_to_one_side_too(self) -> None:
        import csv

        with (DATA / "tiles" / "crc" / "tiles.csv").open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        sides: dict[str, set[str]] = {}
        for row in rows:
            if row["group"]:
                sides.setdefault(row["group"], set()).add(row["split"])
        self.assertEqual([group for group, splits in sides.items() if len(splits) > 1], [])

    def test_every_breast_patient_is_held_out_once(self) -> None:
        held_out = [patient for fold in range(BREAST_FOLDS) for patient in breast_fold(fold)]
        patients = {p.unit for p in list_breast(None)}
        self.assertEqual(len(held_out), len(set(held_out)))
        self.assertEqual(set(held_out), patients)

    def test_smears_kept_for_testing_are_not_listed(self) -> None:
        import csv

        with (DATA / "blood" / "cbc" / "annotations.csv").open(newline="") as stream:
            kept = {row["file"] for row in csv.DictReader(stream) if row["split"] != "train"}
        self.assertEqual({p.file.name for p in list_blood() if "cbc" in str(p.file)} & kept, set())

    def test_nothing_that_only_tests_is_listed(self) -> None:
        for listed in list_all(None):
            inside = listed.file.relative_to(DATA).as_posix()
            self.assertFalse(inside.startswith(TEST_ONLY), inside)


if __name__ == "__main__":
    unittest.main()
