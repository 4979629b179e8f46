"""Archives are read in memory, within bounds; whatever their bytes are."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import unicodedata
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.archives import MAX_BYTES, MAX_MEMBERS, Files, is_archive, read_archive
from grader.refusal import RefusedError
from grader.uploads import opened

CODE = b"def gradients(): pass\n"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: dict[str, bytes | tarfile.TarInfo], form: int = tarfile.PAX_FORMAT) -> bytes:
    with tarfile.open(fileobj=(buffer := io.BytesIO()), mode="w", format=form) as archive:
        for name, data in members.items():
            info = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(name)
            content = data if isinstance(data, bytes) else b""
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def refused(data: bytes, name: str = "a.zip") -> str:
    with pytest.raises(RefusedError) as caught:
        read_archive(data, name)
    return str(caught.value)


LONG = "folder/" * 12 + "é" * 40 + "/solution.py"


@pytest.mark.parametrize(
    "data",
    [
        zipped({LONG: CODE}),
        zipped({LONG: CODE}, zipfile.ZIP_STORED),
        tarred({LONG: CODE}),
        tarred({LONG: CODE}, tarfile.GNU_FORMAT),
        gzip.compress(tarred({LONG: CODE})),
        bz2.compress(tarred({LONG: CODE})),
        lzma.compress(tarred({LONG: CODE})),
        gzip.compress(tarred({LONG: CODE})[:700]) + gzip.compress(tarred({LONG: CODE})[700:]),
    ],
    ids=["zip", "stored", "pax", "gnu", "gz", "bz2", "xz", "gz in two parts"],
)
def test_the_usual_archives_are_read(data):
    assert is_archive(data)
    assert read_archive(data, "a").contents == {LONG: CODE}


def test_old_tars_join_prefix_and_name():
    name = "x" * 90 + "/" + "y" * 60 + "/solution.py"
    assert read_archive(tarred({name: CODE}, tarfile.USTAR_FORMAT), "a").contents == {name: CODE}


def test_a_compressed_module_is_the_module():
    assert read_archive(gzip.compress(CODE), "solution.py.gz").contents == {"solution.py": CODE}
    assert read_archive(gzip.compress(CODE), "solution.gz").contents == {"solution.py": CODE}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../evil.py", "its name points outside the upload"),
        ("a/../../evil.py", "its name points outside the upload"),
        ("..\\evil.py", "its name points outside the upload"),
        ("/etc/evil.py", "its name is an absolute path"),
        ("C:\\evil.py", "its name is an absolute path"),
        ("a\x1b[31m.py", "its name holds control characters"),
        ("x" * 400 + ".py", "its name is too long"),
    ],
)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_elsewhere_are_left_out(pack, name, why):
    files = read_archive(pack({name: b"evil", "solution.py": CODE}), "a")
    assert files.contents == {"solution.py": CODE}
    assert len(files.notes) == 1
    assert files.notes[0].endswith(f" was left out: {why}.")
    assert files.notes[0].isprintable()


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"S", b"?"],
)
def test_links_devices_and_unknown_members_are_left_out(kind):
    files = read_archive(tarred({"a.py": special("a.py", kind, "/etc/passwd"), "b.py": CODE}), "a.tar")
    assert files.contents == {"b.py": CODE}
    assert files.notes == ["a.py was left out: it is a link or a device."]


def test_links_in_a_zip_are_left_out():
    link = zipfile.ZipInfo("solution.py")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr(link, "/etc/passwd")
    files = read_archive(buffer.getvalue(), "a.zip")
    assert (files.contents, files.notes) == ({}, ["solution.py was left out: it is a link or a device."])


def test_locked_and_rarely_compressed_members_are_left_out():
    data = bytearray(zipped({"a.py": CODE}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert read_archive(bytes(data), "a.zip").notes == ["a.py was left out: it is locked with a password."]
    rare = read_archive(zipped({"a.py": CODE}, zipfile.ZIP_LZMA), "a.zip")
    assert rare.notes == ["a.py was left out: make an ordinary zip (method Deflate)."]


def test_an_archive_beside_a_program_is_not_opened():
    files = opened(Files({"a.zip": zipped({"b.zip": zipped({"c.py": CODE}), "solution.py": CODE})}))
    assert files.contents == {"solution.py": CODE}
    assert files.notes == ["b.zip was left out: it is an archive inside the upload."]


@pytest.mark.parametrize("inner", [zipped({"solution.py": CODE}), tarred({"solution.py": CODE})])
def test_an_archive_that_is_the_only_member_of_one_is_opened_once(inner):
    name = "b.zip" if inner.startswith(b"PK") else "b.tar"
    once = opened(Files({"a.zip": zipped({name: inner})}))
    assert (once.contents, once.notes) == ({"solution.py": CODE}, [])
    twice = opened(Files({"a.zip": zipped({"b.zip": zipped({name: inner})})}))
    assert twice.contents == {}


def test_an_archive_in_an_archive_is_within_the_same_bounds():
    bomb = zipped({"solution.py": bytes(MAX_BYTES + 1)})
    with pytest.raises(RefusedError, match="unpacks to more than"):
        opened(Files({"a.zip": zipped({"b.zip": bomb})}))
    stored = zipped({"b.zip": bytes(MAX_BYTES + 1)})
    assert read_archive(stored, "a.zip").nested == {}


def test_an_archive_in_an_archive_is_not_a_program():
    files = read_archive(zipped({"b.zip": zipped({"solution.py": CODE})}), "a.zip")
    assert (files.contents, files.notes) == (
        {},
        ["b.zip was left out: it is an archive inside the upload."],
    )


@pytest.mark.parametrize("twin", ["Solution.py", "SOLUTION.PY", "./solution.py"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_are_one_on_some_systems_must_be_one_file(pack, twin):
    assert read_archive(pack({"solution.py": CODE, twin: CODE}), "a").contents == {"solution.py": CODE}
    assert refused(pack({"solution.py": CODE, twin: b"#"})).startswith("it holds two different files called")


def test_unicode_forms_of_a_name_are_one():
    names = [unicodedata.normalize(form, "lösung.py") for form in ("NFC", "NFD")]
    assert refused(zipped({names[0]: CODE, names[1]: b"#"})).startswith("it holds two different files called")


ZEROS = bytes(MAX_BYTES + 1)


@pytest.mark.parametrize(
    "bomb",
    [
        zipped({"a.py": ZEROS}),
        zipped({f"{i}.py": bytes(3_000_000) for i in range(8)}),
        gzip.compress(ZEROS),
        bz2.compress(ZEROS),
        lzma.compress(ZEROS),
    ],
    ids=["one", "many", "gz", "bz2", "xz"],
)
def test_bombs_are_refused(bomb):
    assert len(bomb) < 200_000
    assert refused(bomb) == "it unpacks to more than 20 MB: hand in the program only"


def test_a_member_that_hides_its_size_is_still_bounded():
    data = bytearray(zipped({"a.py": ZEROS}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 10)
    assert refused(bytes(data)) == "the archive is damaged or incomplete"


def test_data_that_is_not_read_may_be_large():
    files = read_archive(zipped({"data.csv": ZEROS, "solution.py": CODE}), "a.zip")
    assert (files.contents, files.others) == ({"solution.py": CODE}, ["data.csv"])


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_members_are_refused(pack):
    data = pack({f"{i}.txt": b"" for i in range(MAX_MEMBERS + 1)})
    assert refused(data) == "it holds more than 2,000 files: hand in the program only"


def test_a_huge_directory_is_refused_before_it_is_built():
    data = b"PK\x03\x04" + b"PK\x01\x02" * 100_000
    assert refused(data) == "it holds more than 2,000 files: hand in the program only"


def test_very_many_compressed_parts_are_not_followed_for_ever():
    assert read_archive(gzip.compress(CODE) * 101, "a.gz").contents == {"a.py": CODE * 100}


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.py": CODE})[:-30],
        gzip.compress(CODE)[:-9],
        bz2.compress(CODE)[:-4],
        tarred({"a.py": CODE})[:520],
        tarred({"a.py": CODE}).replace(b"00000000026", b"77777777777"),
        tarred({"a.py": CODE}).replace(b"00000000026", b"-0000000026"),
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        b"\x1f\x8b",
    ],
    ids=range(9),
)
def test_damage_is_a_reason_and_no_exception(data):
    assert outcome(data) in ({}, "the archive is damaged or incomplete")


def test_an_office_document_is_named():
    assert refused(zipped({"[Content_Types].xml": b"", "word/document.xml": b""})).startswith(
        "this is an Office document"
    )


# --- any bytes


def outcome(data: bytes) -> dict[str, bytes] | str:
    """The files, or the reason; nothing else may come out."""
    try:
        return read_archive(data, "a.zip").contents
    except RefusedError as problem:
        return str(problem)


def total(data: bytes) -> None:
    found = outcome(data)
    assert found or found == {}
    assert isinstance(found, str) or sum(map(len, found.values())) <= MAX_BYTES


VALID = [
    zipped({"a.py": CODE, "b/c.ipynb": b"{}"}),
    tarred({"a.py": CODE, LONG: CODE}),
    tarred({LONG: CODE}, tarfile.GNU_FORMAT),
    gzip.compress(CODE),
]
HEADS = [b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", bytes(257) + b"ustar"]


@given(st.sampled_from(HEADS), st.binary(max_size=600))
def test_random_bytes_never_raise(head, data):
    total(head + data)


@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)), min_size=1, max_size=5),
    st.integers(0, 3000),
)
def test_mutated_archives_never_raise(data, changes, cut):
    mutated = bytearray(data)
    for position, new in changes:
        position %= len(mutated)
        mutated[position : position + len(new)] = new
    total(bytes(mutated[: len(mutated) - cut] if cut < len(mutated) // 2 else mutated))


@given(st.sampled_from(VALID), st.lists(st.tuples(st.integers(0, 511), st.binary(max_size=12)), max_size=4))
def test_mutated_archives_inside_gzip_never_raise(data, changes):
    mutated = bytearray(data)
    for position, new in changes:
        mutated[position : position + len(new)] = new
    total(gzip.compress(bytes(mutated)))
    total(zlib.compress(bytes(mutated)))
