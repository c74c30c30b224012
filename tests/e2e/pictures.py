"""Pictures that a page saves: how they are asked for, and what is in them."""

import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from playwright.sync_api import Page

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 1_000_000  # bytes of an SVG: it is to go into slides


def saved(page: Page, panel: str, kind: str) -> tuple[str, bytes]:
    """The name and the bytes of what a panel's menu saves: "svg" or "png"."""
    page.locator(f"{panel} .menu summary").click()
    with page.expect_download() as download:
        page.locator(f'{panel} [data-save="{kind}"]').click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def drawn(picture: bytes) -> ElementTree.Element:
    """An SVG that stands alone: well-formed, titled, nothing from elsewhere, nothing that runs, not too large."""
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert all(child.text for child in root[:2])
    for each in root.iter():
        assert each.tag not in {f"{SVG}script", f"{SVG}foreignObject", f"{SVG}style"}
        assert not [name for name in each.keys() if name.startswith("on")]
        assert each.get("href", "data:image/png").startswith("data:image/png")
    assert b"NaN" not in picture and b"undefined" not in picture
    assert len(picture) < LARGEST
    return root


def words(root: ElementTree.Element) -> list[str]:
    """What is written in it, in order."""
    return [str(each.text) for each in root.iter(f"{SVG}text") if each.text]


def size(root: ElementTree.Element) -> tuple[int, int]:
    return int(root.get("width", "")), int(root.get("height", ""))


def pixels(png: bytes) -> tuple[int, int]:
    """Width and height, as the head of a PNG says them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)
