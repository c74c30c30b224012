import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.mnist import FILES, MNIST_DIGESTS, TEST_IMAGES, TRAIN_IMAGES, TRAIN_LABELS, Data, DataError, load


def idx(magic: int, *shape: int, content: bytes) -> bytes:
    return struct.pack(f">{1 + len(shape)}I", magic, *shape) + content


def images(m: int) -> bytes:
    pixels = np.random.default_rng(m).integers(0, 256, m * 784, np.uint8)
    return idx(0x0803, m, 28, 28, content=pixels.tobytes())


def labels(m: int) -> bytes:
    return idx(0x0801, m, content=bytes(i % 10 for i in range(m)))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A sound data set of 12 training and 5 test examples."""
    place = tmp_path / "data"
    place.mkdir()
    for name, content in zip(FILES, (images(12), labels(12), images(5), labels(5)), strict=True):
        (place / name).write_bytes(gzip.compress(content))
    return place


def test_mnist_is_what_was_published(mnist: Data) -> None:
    assert (len(mnist.train), len(mnist.test)) == (60_000, 10_000)
    assert mnist.train.x.shape == (60_000, 784) and mnist.train.x1.shape == (60_000, 785)
    assert mnist.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert float(mnist.train.x.mean()) == pytest.approx(0.1307, abs=1e-4)
    assert (mnist.train.y.argmax(axis=1) == mnist.train.labels).all() and (mnist.train.y.sum(axis=1) == 1).all()
    assert mnist.train.x.dtype == mnist.train.y.dtype == np.float32 and mnist.train.labels.dtype == np.uint8
    assert mnist.names == tuple("0123456789")


def test_pixels_lie_between_zero_and_one_and_the_last_column_is_one(directory: Path) -> None:
    data = load(directory)
    raw = np.frombuffer(images(12), np.uint8, offset=16).reshape(12, 784)
    np.testing.assert_array_equal(data.train.x, raw * np.float32(1 / 255))
    np.testing.assert_allclose(data.train.x, raw / 255, rtol=1e-7)
    assert (data.train.x1[:, -1] == 1).all()
    assert np.shares_memory(data.train.x, data.train.x1)
    assert data.train.raw is not None and (data.train.raw[:, -1] == 255).all()
    np.testing.assert_array_equal(data.train.raw[:, :-1], raw)


def test_nobody_can_write_into_the_data(directory: Path, tmp_path: Path) -> None:
    for data in (load(directory), load(directory, tmp_path / "cache"), load(directory, tmp_path / "cache")):
        for array in (data.train.x, data.train.x1, data.train.y, data.train.labels, data.train.raw):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_classes_may_have_names(directory: Path) -> None:
    (directory / "labels.txt").write_text("\n".join(f"thing {i}" for i in range(10)) + "\n\n")
    assert load(directory).names[3] == "thing 3"
    (directory / "labels.txt").write_text("one\ntwo\n")
    with pytest.raises(DataError, match=r"labels\.txt: it has 2 names; write 10"):
        load(directory)
    (directory / "labels.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="UTF-8"):
        load(directory)


HOSTILE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "cut short": (TRAIN_IMAGES, lambda good: good[: len(good) // 2], "cut short"),
    "cut in the header": (TRAIN_IMAGES, lambda good: good[:12], "cut short"),
    "cut in the last bytes": (TRAIN_LABELS, lambda good: good[:-4], "cut short"),
    "empty": (TRAIN_IMAGES, lambda good: b"", "cut short"),
    "not gzip": (TRAIN_LABELS, lambda good: b"<html>not found</html>", "not a sound gzip"),
    "not compressed": (TRAIN_LABELS, gzip.decompress, "not a sound gzip"),
    "a flipped byte": (TRAIN_IMAGES, lambda good: good[:5000] + bytes([good[5000] ^ 255]) + good[5001:], "gzip|bytes"),
    "labels for images": (TRAIN_IMAGES, lambda good: gzip.compress(labels(12)), "0x00000801, expected 0x00000803"),
    "images for labels": (TRAIN_LABELS, lambda good: gzip.compress(images(12)), "0x00000803, expected 0x00000801"),
    "too few bytes": (TEST_IMAGES, lambda good: gzip.compress(images(5)[:-1]), "holds 3,919 bytes, expected 3,920"),
    "too many bytes": (TEST_IMAGES, lambda good: gzip.compress(images(5) + b"x"), "more than 3,920|3,921"),
    "far too many bytes": (
        TEST_IMAGES,
        lambda good: gzip.compress(images(5) + bytes(10_000_000)),
        "more than 3,920 bytes, expected 3,920",
    ),
    "no examples": (TRAIN_LABELS, lambda good: gzip.compress(labels(0)), "promises 0 examples"),
    "four billion examples": (
        TRAIN_IMAGES,
        lambda good: gzip.compress(idx(0x0803, 2**32 - 1, 28, 28, content=b"")),
        "promises 4,294,967,295 examples",
    ),
    "one label too few": (TRAIN_LABELS, lambda good: gzip.compress(labels(11)), "12 pictures, but 11 labels"),
    "a label of ten": (
        TRAIN_LABELS,
        lambda good: gzip.compress(labels(11)[:-1].replace(struct.pack(">I", 11), struct.pack(">I", 12)) + b"\x0a\x00"),
        "label 10 at place 10 is out of range",
    ),
    "other pictures": (
        TRAIN_IMAGES,
        lambda good: gzip.compress(idx(0x0803, 12, 32, 32, content=bytes(12 * 1024))),
        "32×32; use pictures of 28×28",
    ),
}


@pytest.mark.parametrize(("name", "spoil", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_bad_file_is_named_in_one_line_with_what_is_wrong_and_what_to_do(
    name: str, spoil: Callable[[bytes], bytes], said: str, directory: Path
) -> None:
    path = directory / name
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=said) as raised:
        load(directory)
    message = str(raised.value)
    assert "\n" not in message and "; " in message
    assert message.startswith(str(directory))


def test_a_missing_file_is_named(directory: Path) -> None:
    (directory / TEST_IMAGES).unlink()
    with pytest.raises(DataError, match=rf"{TEST_IMAGES}: there is no such file; put the four files"):
        load(directory)


def test_a_changed_file_of_the_built_in_data_is_refused(directory: Path) -> None:
    with pytest.raises(DataError, match="SHA-256"):
        load(directory, digests=MNIST_DIGESTS)


def test_the_cache_is_used_again_and_holds_the_same(directory: Path, tmp_path: Path) -> None:
    cache = tmp_path / "deep" / "cache"
    first = load(directory, cache)
    stamps = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    second = load(directory, cache)
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == stamps and len(stamps) == 4
    np.testing.assert_array_equal(first.train.x1, second.train.x1)
    np.testing.assert_array_equal(first.train.x1, load(directory).train.x1)
    assert first.digest == second.digest == load(directory).digest


@pytest.mark.parametrize("spoil", [lambda good: good[:-100], lambda good: b"", lambda good: b"\x00" * len(good)])
def test_a_damaged_cache_is_made_anew(spoil: Callable[[bytes], bytes], directory: Path, tmp_path: Path) -> None:
    expected = load(directory, tmp_path / "cache").train.x1.copy()
    for path in (tmp_path / "cache").iterdir():
        good = path.read_bytes()
        path.unlink()
        path.write_bytes(spoil(good))
    for _ in range(2):
        np.testing.assert_array_equal(load(directory, tmp_path / "cache").train.x1, expected)


def test_other_data_do_not_get_the_cached_pictures(directory: Path, tmp_path: Path) -> None:
    before = load(directory, tmp_path / "cache")
    (directory / TRAIN_IMAGES).write_bytes(gzip.compress(images(13)[:4] + struct.pack(">I", 12) + images(13)[8:-784]))
    after = load(directory, tmp_path / "cache")
    assert (before.train.x1 != after.train.x1).any() and before.digest != after.digest


def test_a_cache_that_cannot_be_written_is_done_without(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    assert len(load(directory, tmp_path / "file").train) == 12
    assert len(load(directory, tmp_path / "file" / "below").train) == 12


def test_a_file_packed_as_two_gzip_members_is_not_taken_for_whole(directory: Path) -> None:
    content = images(12)
    (directory / TRAIN_IMAGES).write_bytes(gzip.compress(content[:5000]) + gzip.compress(content[5000:]))
    with pytest.raises(DataError, match="expected 9,408"):
        load(directory)
