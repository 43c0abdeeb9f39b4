"""The vault: sealed values open only where they were sealed, and keys are never overwritten."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from jiahe.foundation.database import allocate_ids
from jiahe.foundation.vault import keys
from jiahe.foundation.vault.crypto import VaultError, blind_index, open_sealed, seal
from jiahe.foundation.vault.masks import mask_id_number, mask_phone
from jiahe.foundation.vault.models import KeyFingerprint
from jiahe.registry.models import Household
from tests.foundation.threads import at_once
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
WHERE = {"table": "registry_person", "column": "phone", "row": 7, "field_class": "contact"}


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(value: str) -> None:
    assert open_sealed(seal(value, **WHERE), **WHERE) == value


def test_equal_values_are_sealed_differently_each_time() -> None:
    assert seal("13900000011", **WHERE) != seal("13900000011", **WHERE)


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_a_value_with_one_changed_byte_does_not_open(place: int) -> None:
    blob = bytearray(seal("13900000011", **WHERE))
    blob[place] ^= 0x41
    with pytest.raises(VaultError):
        open_sealed(bytes(blob), **WHERE)


@pytest.mark.parametrize(
    "moved", [{"row": 8}, {"column": "id_number"}, {"table": "registry_household"}, {"field_class": "identity"}]
)
def test_a_value_moved_elsewhere_does_not_open(moved: dict[str, object]) -> None:
    with pytest.raises(VaultError):
        open_sealed(seal("13900000011", **WHERE), **{**WHERE, **moved})


def test_the_blind_index_is_equal_for_equal_values_and_different_between_classes() -> None:
    assert blind_index("a", field_class="identity") == blind_index("a", field_class="identity")
    assert blind_index("a", field_class="identity") != blind_index("b", field_class="identity")
    assert blind_index("a", field_class="identity") != blind_index("a", field_class="contact")
    assert len(blind_index("a", field_class="identity")) == 16


def test_keys_are_readable_by_their_owner_alone() -> None:
    folder = Path(settings.HOME) / "keys"
    for file in ("master.key", "keyring.json"):
        assert stat.S_IMODE((folder / file).stat().st_mode) == 0o600


def test_making_keys_again_leaves_them_as_they_are() -> None:
    master = Path(settings.HOME) / "keys" / "master.key"
    before = master.read_text()
    keys.create_keys(Path(settings.HOME))
    assert master.read_text() == before


def test_a_sealed_database_without_its_keys_is_not_given_new_ones(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    with pytest.raises(VaultError, match="备份"):
        keys.create_keys(tmp_path)
    assert not (tmp_path / "keys" / "master.key").exists()
    assert "备份" in keys.check_keys()[0]


def test_half_a_set_of_keys_is_not_completed(tmp_path: Path) -> None:
    KeyFingerprint.objects.all().delete()
    keys.create_keys(tmp_path)
    (tmp_path / "keys" / "master.key").unlink()
    with pytest.raises(VaultError, match=r"master\.key"):
        keys.create_keys(tmp_path)


def test_the_keys_of_another_database_are_noticed(tmp_path: Path, settings) -> None:
    recorded = list(KeyFingerprint.objects.all())
    KeyFingerprint.objects.all().delete()
    keys.create_keys(tmp_path)
    KeyFingerprint.objects.bulk_create(recorded)
    settings.HOME = tmp_path
    assert "不是加密这个数据库" in keys.check_keys()[0]
    with pytest.raises(VaultError, match="不是加密这个数据库"):
        keys.record_fingerprints(at=NOW)


def test_a_damaged_keyring_is_a_plain_sentence(tmp_path: Path, settings) -> None:
    KeyFingerprint.objects.all().delete()
    keys.create_keys(tmp_path)
    (tmp_path / "keys" / "keyring.json").write_text("{not json")
    settings.HOME = tmp_path
    assert "损坏" in keys.check_keys()[0]


def test_masks_show_only_the_ends() -> None:
    assert mask_id_number("99999919900305011X") == "9999••••••••••••1X"
    assert mask_phone("13900000011") == "139••••0011"
    assert mask_phone("87654321") == "••••••••"
    assert mask_id_number("E123456") == "•••••••"
    assert mask_id_number("") == ""
    assert mask_phone("") == ""


def test_reserved_ids_are_never_given_to_other_rows() -> None:
    with transaction.atomic():
        reserved = allocate_ids(Household, 5)
        other = Household.objects.create(number="x", village_code=1, since=TODAY, changed_at=NOW)
        again = allocate_ids(Household, 2)
    assert len({*reserved, other.pk, *again}) == 8
    assert allocate_ids(Household, 0) == []


def test_a_setup_that_stopped_half_way_is_finished_by_the_next(tmp_path: Path, settings) -> None:
    KeyFingerprint.objects.all().delete()
    keys.create_keys(tmp_path)
    master = (tmp_path / "keys" / "master.key").read_text()
    (tmp_path / "keys" / "keyring.json").unlink()
    keys.create_keys(tmp_path)
    settings.HOME = tmp_path
    keys.record_fingerprints(at=NOW)
    assert keys.check_keys() == []
    assert (tmp_path / "keys" / "master.key").read_text() == master
    assert sorted(f.name for f in (tmp_path / "keys").iterdir()) == ["keyring.json", "master.key"]


def test_a_lost_keyring_is_not_replaced_once_the_database_is_sealed(tmp_path: Path) -> None:
    recorded = list(KeyFingerprint.objects.all())
    KeyFingerprint.objects.all().delete()
    keys.create_keys(tmp_path)
    KeyFingerprint.objects.bulk_create(recorded)
    (tmp_path / "keys" / "keyring.json").unlink()
    with pytest.raises(VaultError, match=r"keyring\.json"):
        keys.create_keys(tmp_path)


def keyring_of_an_earlier_version(home: Path) -> dict:
    """Keys as they were made before there was a class for health."""
    KeyFingerprint.objects.all().delete()
    keys.create_keys(home)
    ring = home / "keys" / "keyring.json"
    older = {name: made for name, made in json.loads(ring.read_text()).items() if name != "health"}
    ring.write_text(json.dumps(older))
    return older


def test_an_upgrade_adds_the_keys_of_a_new_class_and_leaves_the_others_to_the_letter(tmp_path: Path, settings) -> None:
    older = keyring_of_an_earlier_version(tmp_path)
    settings.HOME = tmp_path
    keys.record_fingerprints(at=NOW)
    keys.create_keys(tmp_path)
    keys.create_keys(tmp_path)
    keys.record_fingerprints(at=NOW)
    ring = tmp_path / "keys" / "keyring.json"
    newer = json.loads(ring.read_text())
    assert {name: newer[name] for name in older} == older
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    sealed = seal("3", table="t", column="c", row=1, field_class="health")
    assert open_sealed(sealed, table="t", column="c", row=1, field_class="health") == "3"
    assert sorted(f.name for f in (tmp_path / "keys").iterdir()) == ["keyring.json", "master.key"]


def test_an_old_keyring_brought_back_under_a_newer_database_is_noticed(tmp_path: Path, settings) -> None:
    keyring_of_an_earlier_version(tmp_path)
    settings.HOME = tmp_path
    KeyFingerprint.objects.create(field_class="health", version=1, fingerprint="00", recorded_at=NOW)
    with pytest.raises(VaultError, match="比数据库旧"):
        keys.create_keys(tmp_path)


def test_keys_are_never_printed() -> None:
    found = keys.field_keys("identity")
    assert repr(found.sealing) not in repr(found)
    assert repr(found.indexing) not in repr(found)


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
def test_ids_reserved_side_by_side_are_all_different() -> None:
    reserved: list[int] = []

    def work(_: int) -> None:
        for _ in range(10):
            with transaction.atomic():
                reserved.extend(allocate_ids(Household, 7))

    at_once(4, work)
    assert len(set(reserved)) == 280
