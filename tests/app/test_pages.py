"""The page is served with its import map allowed by hash; files are asked for anew unless their name tells their bytes.

All text goes out compressed to who can read that.
"""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web.pages import Files, edition
from tests.conftest import Server

IMPORT_MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)


def test_the_import_map_in_the_page_is_the_one_the_policy_allows(server: Server) -> None:
    with server.client() as client:
        answer = client.get("/")
    found = IMPORT_MAP.search(answer.text)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_run_has_an_address_of_its_own(server: Server) -> None:
    with server.client() as client:
        assert client.get("/runs/anything").text == client.get("/").text


def test_own_files_are_asked_for_anew_and_answered_shortly(server: Server) -> None:
    with server.client() as client:
        first = client.get("/static/js/main.js")
        assert first.headers["cache-control"] == "no-cache"
        again = client.get("/static/js/main.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_asks_for_its_own_files_by_their_edition_and_never_again(server: Server) -> None:
    with server.client() as client:
        own = re.findall(r'"(/static/@[^"]+)"', client.get("/").text)
        assert len(own) > 20
        for path in own:
            answer = client.get(path)
            assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), path
        old = re.sub("@[0-9a-f]{12}", "@000000000000", own[0])
        assert client.get(old).text == client.get(own[0]).text  # of a page that was opened before
        assert client.get(old).headers["cache-control"] == "no-cache"


def test_files_have_another_edition_when_one_of_them_changes(tmp_path: Path) -> None:
    for folder in ("css", "js", "i18n"):
        (tmp_path / folder).mkdir()
    found = []
    for text in ("let a = 1;", "let a = 234;", "let a = 1;"):
        (tmp_path / "js" / "a.js").write_text(text)
        found.append(edition(tmp_path))
    assert (found[0] == found[2], found[0] == found[1]) == (True, False)


def test_every_file_of_the_import_map_is_there_for_good(server: Server) -> None:
    with server.client() as client:
        found = IMPORT_MAP.search(client.get("/").text)
        assert found is not None
        for path in re.findall(r'"(/static/[^"]+[^/])"', found[1]):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "immutable" in answer.headers["cache-control"]
            assert "javascript" in answer.headers["content-type"]


def test_nothing_outside_is_served(server: Server) -> None:
    with server.client() as client:
        for path in ("/static/../app/main.py", "/static/%2e%2e/app/main.py", "/static/..%5capp/main.py"):
            assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/static/js/main.js", "/static/css/page.css", "/static/i18n/ko.json", "/"])
def test_who_can_read_compressed_text_gets_it_and_all_others_the_same_text_plain(server: Server, path: str) -> None:
    with server.client() as client:
        packed = client.get(path, headers={"accept-encoding": "gzip"})
        plain = client.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content  # the client has unpacked it
    assert int(packed.headers["content-length"]) < len(plain.content) / 1.5
    assert packed.headers["content-type"] == plain.headers["content-type"]


def test_a_compressed_file_is_asked_for_anew_and_answered_shortly(server: Server) -> None:
    with server.client() as client:
        first = client.get("/static/js/main.js", headers={"accept-encoding": "gzip"})
        again = client.get("/static/js/main.js", headers={"if-none-match": first.headers["etag"]})
        plain = client.get("/static/js/main.js", headers={"accept-encoding": "identity"})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"].removeprefix("W/")
    assert again.headers["vary"] == "Accept-Encoding"
    assert first.headers["etag"] != plain.headers["etag"]  # the bytes are others


def test_a_file_that_has_changed_is_compressed_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    client = TestClient(Files(directory=tmp_path))
    for text in ("let a = 1;", "let a = 234;"):
        file.write_text(text)
        answer = client.get("/a.js", headers={"accept-encoding": "gzip"})
        assert (answer.text, answer.headers["content-encoding"]) == (text, "gzip")


def test_long_tables_go_out_compressed_and_weights_as_they_are(server: Server) -> None:
    run = server.new_run()
    with server.client() as client:
        client.headers["accept-encoding"] = "gzip"
        assert client.get("/api/openapi.json").headers["content-encoding"] == "gzip"
        assert "content-encoding" not in client.get(f"/api/runs/{run}/weights.npz").headers
    server.delete(run)
