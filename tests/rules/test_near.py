"""What an exemption narrowly misses is shown to a human, and nothing else is."""

import pytest

from handlers.rules import exempt
from handlers.rules.workdays import Worker
from tests.rules import laws


def read(fields: str, position: str, unit: str, *duties: str) -> str:
    """Say what one exemption makes of a post and a unit: exempt, near or nothing."""
    law = laws.own(f'id = "a"\n[[exempt]]\n{fields}\nmode = "WFO"\narticle = "1"', base="umkm")
    worker = Worker(position=position, unit=unit, duties=duties)
    if exempt.exemption(law, worker):
        return "exempt"
    return "near" if exempt.near(law, worker) else ""


HEAD = 'positions = ["Kepala"]\nunits = ["Dinas*"]\nbut = ["UPT*"]'
BELOW = 'units = ["Badan Mutu / Bidang Uji"]'
DEEP = 'units = ["Badan Mutu / Bidang Uji / Seksi Alat"]'
GUARDS = 'positions = ["Penjaga"]\nunits = ["Gedung Agung"]'
LIKE_GUARDS = 'near_positions = ["Penjaga"]\nunits = ["Gedung Agung"]'


@pytest.mark.parametrize(
    ("fields", "position", "unit", "found"),
    [
        # what is left out is neither exempt nor shown
        (HEAD, "Kepala", "Dinas Sosial", "exempt"),
        (HEAD, "Kepala", "Dinas Sosial / UPT Panti", ""),
        # a slip of the pen, words before a name, initials
        ('units = ["Gedung Agung"]', "Analis", "Gedungg Agung", "near"),
        ('units = ["Gedung Agung"]', "Analis", "Seksi Gedung Agung", "near"),
        ('units = ["Gedung Agung"]', "Analis", "Seksi Gedung Agung / Tim Dua", "near"),
        ('units = ["Lembaga Uji Mutu"]', "Analis", "Seksi Lum", "near"),
        # what only the post says of a unit
        ('units = ["Gedung Agung"]', "Penjaga Gedung Agung", "Umum", "near"),
        # a post is read as loosely, but his staff is not the chief
        ('positions = ["Kepala Gedung"]', "Wakil Kepala Gedung", "Umum", "near"),
        ('positions = ["Kepala Gedung"]', "Staf Kepala Gedung", "Umum", ""),
        # a unit that a post must be in is not read loosely
        (GUARDS, "Penjaga", "Gedung Agung", "exempt"),
        (GUARDS, "Penjaga", "Gedungg Agung", "near"),
        (GUARDS, "Penjaga", "Seksi Gedung Agung", ""),
        (LIKE_GUARDS, "Penjaga", "Seksi Gedung Agung", ""),
        # a unit of the right agency with a name that nobody can read
        (BELOW, "Analis", "Badan Mutu / Bidang PSLB3", "near"),
        (BELOW, "Analis", "Badan Mutu / Bidang Umum", ""),
        (BELOW, "Analis", "Badan Gizi / Bidang PSLB3", ""),
        (DEEP, "Analis", "Badan Mutu / Bidang Uji / Seksi PSLB3", "near"),
        (DEEP, "Analis", "Badan Mutu / Bidang Umum / Seksi PSLB3", ""),
        # what falls under a flag alone is not told by any name
        ('duties = ["piket"]', "Petugas Piket", "Piket", ""),
        ('duties = ["piket"]\nnear_positions = ["*Piket*"]', "Petugas Piket", "Umum", "near"),
        ('duties = ["piket"]\nnear_units = ["*Piket*"]', "Analis", "Pos Piket", "near"),
        ('duties = ["piket"]\nnear_units = ["*Piket*"]', "Analis", "Pos Jaga", ""),
    ],
)
def test_what_is_nearly_exempt_is_shown(fields: str, position: str, unit: str, found: str) -> None:
    assert read(fields, position, unit) == found


def test_one_flag_of_several_is_enough() -> None:
    assert read('duties = ["piket", "jaga"]', "Analis", "Umum", "Jaga") == "exempt"
    assert read('duties = ["piket", "jaga"]', "Analis", "Umum", "rapat", "jaga") == "exempt"
    assert read('duties = ["piket", "jaga"]', "Analis", "Umum", "rapat") == ""
