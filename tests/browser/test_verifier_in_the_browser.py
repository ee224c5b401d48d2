"""The verifier's page from a USB key, without network, with and without WebCrypto; and from a site, kept for later."""

import io
import shutil
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import segno
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from siraba.engines.transparency.papers import page_with, sign_status, sign_trust, typed_code
from tests import papers
from tests.browser.site import ROOT, Visitor

BUILT = ROOT / "src/siraba/foundation/interface/static/siraba/verifier"
WITHOUT_WEBCRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
WITHOUT_ED25519 = """
const imported = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
  if ((algorithm.name ?? algorithm) === "Ed25519") return Promise.reject(new DOMException("", "NotSupportedError"));
  return imported.call(this, format, key, algorithm, ...rest);
};
"""


def picture(text: str, scale: int = 4) -> dict:
    """A QR as the certificate prints it, for a file field."""
    image = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(image, kind="png", scale=scale)
    return {"name": "papier.png", "mimeType": "image/png", "buffer": image.getvalue()}


def published(**changed) -> str:
    trust = sign_trust(papers.ROOT, papers.ISSUER, papers.NOON, papers.keys())
    status = sign_status(papers.ROOT, papers.status(**changed))
    return page_with((BUILT / "verifier.html").read_text("utf-8"), trust, status, papers.ROOT_KEY)


class Verifier(Visitor):
    """Somebody who opens the page on 28 November 2026."""

    def open(self, path: str, script: str = "") -> "Verifier":
        self.page.clock.set_fixed_time(datetime.fromtimestamp(papers.NOON, UTC))
        if script:
            self.page.add_init_script(script)
        self.page.goto(path)
        expect(self.page.locator("#lists-told")).not_to_be_empty()
        return self

    def show(self, text: str) -> None:
        self.page.locator("#photo").set_input_files(picture(text))

    def answered(self, code: str, *words: str) -> None:
        card = self.page.locator(f"#answer [data-code={code}]")
        expect(card).to_be_visible()
        for one in words:
            expect(card).to_contain_text(one)

    def scan(self, text: str, code: str, *words: str) -> None:
        # The answer before must not be taken for this one
        self.page.locator("#answer").evaluate("one => one.replaceChildren()")
        self.show(text)
        self.answered(code, *words)


@pytest.fixture
def usb(tmp_path, browser):
    """Opens the page as a file, with the network off."""
    opened = []

    def make(html: str | None = None, script: str = "", width: int = 360) -> Verifier:
        file = tmp_path / "verifier.html"
        file.write_text(html or published(), encoding="utf-8")
        opened.append(Verifier(browser, f"file://{file}", width))
        opened[-1].page.context.set_offline(True)
        return opened[-1].open(f"file://{file}", script)

    yield make
    for one in opened:
        one.page.context.close()


@pytest.mark.parametrize(
    "script", ["", WITHOUT_ED25519, WITHOUT_WEBCRYPTO], ids=["webcrypto", "no-ed25519", "none"]
)
def test_each_answer_without_network(usb, script):
    verifier = usb(script=script)
    good = papers.text()
    verifier.scan(good, "authentic", "Authentique", "Coulibaly", "Aminata Fatoumata", "KAY-01/2026/N/000123")
    verifier.answered("authentic", "Kayes (fictif)", "14/03/2026", "féminin", "04:35", "Moussa Keïta")
    verifier.answered("authentic", "ne prouve pas que la personne qui le porte est celle qu’il nomme")
    dates = verifier.page.locator("#answer .dates")
    expect(dates).to_contain_text("Date de l’acte")
    expect(dates).to_contain_text("Inscrit le")
    verifier.look_at_both_widths()

    forged = papers.signed_text(papers.paper(last_name="Traoré"), papers.STRANGER)
    verifier.scan(forged, "false_signature", "celle d’aucun centre reconnu")
    expect(verifier.page.locator("#answer")).not_to_contain_text("Traoré")
    data = papers.bytes_of(good)
    changed = papers.text_of(data.replace(b"Aminata", b"Aminato"))
    verifier.scan(changed, "false_signature", "n’est pas celui qu’un centre a signé")
    verifier.look()
    verifier.scan(papers.text(index=papers.ANNULLED), "annulled", "Annulé")
    verifier.scan(papers.text(index=papers.REPLACED), "replaced", "Remplacé")
    verifier.scan(papers.text(index=papers.COSIGNED), "provisional", "témoins")
    verifier.scan(papers.text(**dict.fromkeys(papers.PLACE)), "provisional", "pas encore")
    verifier.scan("https://exemple.invalid/", "unreadable", "n’est pas celui d’un papier")
    verifier.look_at_both_widths()


def test_an_annulment_arrives_by_a_newer_list(usb):
    verifier = usb(published(issued=papers.NOON - 20 * papers.DAY))
    verifier.scan(papers.text(), "authentic_old_list", "(20 j)")
    newer = papers.status(shards={"2026": papers.Shard(papers.COSIGNED, frozenset({1_234_567}))})
    file = papers.bundle(
        sign_trust(papers.ROOT, papers.ISSUER, papers.NOON, papers.keys()), sign_status(papers.ROOT, newer)
    )
    field, told = verifier.page.locator("#import"), verifier.page.locator("#told")
    field.set_input_files({"name": "listes", "mimeType": "application/octet-stream", "buffer": file})
    expect(told).to_contain_text("Listes prises")
    verifier.scan(papers.text(), "annulled")

    bad = file[:-1] + bytes([file[-1] ^ 1])
    field.set_input_files({"name": "listes", "mimeType": "application/octet-stream", "buffer": bad})
    expect(told).to_contain_text("Rien n’a changé")
    older = papers.lists_file(papers.NOON - papers.DAY)
    field.set_input_files({"name": "listes", "mimeType": "application/octet-stream", "buffer": older})
    expect(told).to_contain_text("plus anciennes")
    verifier.scan(papers.text(), "annulled")
    verifier.look()


def test_lists_are_kept_only_when_that_is_asked(usb):
    verifier = usb(published(issued=papers.NOON - 20 * papers.DAY))
    page = verifier.page
    give = {"name": "listes", "mimeType": "application/octet-stream", "buffer": papers.lists_file()}
    page.locator("#import").set_input_files(give)
    expect(page.locator("#told")).to_contain_text("Listes prises")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.locator("#lists-told")).to_contain_text("(20 j)")
    page.locator("#import").set_input_files(give)
    page.get_by_label("Garder ces listes").check()
    expect(page.locator("#told")).to_contain_text("gardées")
    page.reload()
    expect(page.locator("#lists-told")).to_contain_text("(0 j)")
    page.get_by_label("Garder ces listes").uncheck()
    assert page.evaluate("localStorage.length") == 0
    verifier.look()


def test_a_typed_code_tells_a_state_and_says_that_it_proves_nothing(usb):
    verifier = usb()
    field, ask = verifier.page.locator("#code"), verifier.page.get_by_role("button", name="Chercher")
    for index, code in ((9, "not_listed"), (papers.ANNULLED, "annulled"), (papers.REPLACED, "replaced")):
        field.fill(typed_code("2026", index).lower().replace("0", "o"))
        ask.click()
        verifier.answered(code, "ne porte pas de signature", str(index))
    field.fill("AAAA-AAAA-AAAA")
    field.press("Enter")
    verifier.answered("unreadable", "Ce code n’existe pas")
    verifier.look_at_both_widths()


def test_the_page_speaks_three_languages_and_is_walked_by_keyboard(usb):
    verifier = usb()
    page = verifier.page
    order = []
    for _each in range(9):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id || document.activeElement.dataset.language"))
    assert {"fr", "bm", "en", "camera", "photo", "code"} <= set(order)
    verifier.scan(papers.text(), "authentic")
    page.get_by_role("button", name="English").click()
    verifier.answered("authentic", "Authentic", "Entered in the log on", "does not prove")
    assert page.evaluate("document.documentElement.lang") == "en"
    verifier.look_at_both_widths()
    page.get_by_role("button", name="Bamanankan").click()
    verifier.answered("authentic", "Bange don", "Authentique")
    verifier.look()


def test_a_page_without_lists_answers_nothing(usb):
    verifier = usb((BUILT / "verifier.html").read_text("utf-8"))
    expect(verifier.page.locator("#lists-told")).to_contain_text("n’a pas été publiée")
    verifier.scan(papers.text(), "unreadable", "ne porte pas de listes")
    verifier.look()


def test_the_page_asks_nothing_of_anybody_and_is_small(usb):
    asked = []
    verifier = usb(papers_page := published())
    verifier.page.on("request", lambda request: asked.append(request.url))
    verifier.page.reload()
    verifier.scan(papers.text(), "authentic")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len((BUILT / "verifier.html").read_bytes()) <= 120_000
    assert "http://www.w3.org" not in papers_page.split("<script>")[0]


def test_a_photo_taken_askew_and_out_of_focus_is_read(usb):
    image = Image.open(io.BytesIO(picture(papers.text(), scale=6)["buffer"])).convert("L")
    askew = image.rotate(8, expand=True, fillcolor=235).filter(ImageFilter.GaussianBlur(1.2))
    photo = io.BytesIO()
    Image.eval(askew, lambda value: 40 + value * 7 // 10).save(photo, "JPEG", quality=60)
    verifier = usb()
    verifier.page.locator("#photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    verifier.answered("authentic", "Coulibaly")


@pytest.mark.parametrize("content", [b"GIF89a", b"%PDF-1.7", picture("ML1:")["buffer"][:60]])
def test_a_file_that_is_no_picture_is_said_to_hold_no_code(usb, content):
    verifier = usb()
    verifier.page.locator("#photo").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": content}
    )
    verifier.answered("unreadable", "Aucun code")
    verifier.look()


def film(text: str, side: int = 480) -> bytes:
    """One frame of a QR held before a camera, as YUV4MPEG2."""
    rows = [
        list(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix_iter(scale=5, border=4)
    ]
    margin = (side - len(rows)) // 2
    luma = bytearray(b"\xeb" * side * side)
    for y, row in enumerate(rows):
        start = (margin + y) * side + margin
        luma[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (side * side // 2)
    return f"YUV4MPEG2 W{side} H{side} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 5


def test_a_paper_held_before_the_camera_is_read(tmp_path, browser_type, browser_type_launch_args):
    (tmp_path / "film.y4m").write_bytes(film(papers.text()))
    (tmp_path / "verifier.html").write_text(published(), encoding="utf-8")
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}",
    ]
    options = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *camera]}
    with browser_type.launch(**options) as browser:
        verifier = Verifier(browser, "").open(f"file://{tmp_path / 'verifier.html'}")
        verifier.page.get_by_role("button", name="Avec l’appareil photo").click()
        verifier.answered("authentic", "Coulibaly")
        expect(verifier.page.locator("#video")).to_be_hidden()
        assert verifier.page.evaluate("document.querySelector('#video').srcObject") is None
        verifier.look()


def test_a_camera_that_does_not_open_leaves_the_other_ways(usb):
    verifier = usb(script="navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error())")
    verifier.page.get_by_role("button", name="Avec l’appareil photo").click()
    expect(verifier.page.locator("#told")).to_contain_text("prenez une photo du code")
    expect(verifier.page.locator("#camera")).to_be_visible()
    verifier.scan(papers.text(), "authentic")
    verifier.look()


@pytest.fixture
def served(tmp_path):
    """The page on a site, with the files beside it, and lists that an administrator renews."""
    folder = tmp_path / "verifier"
    shutil.copytree(BUILT, folder)
    (folder / "index.html").write_text(published(issued=papers.NOON - 20 * papers.DAY), encoding="utf-8")
    (folder / "lists").write_bytes(papers.lists_file())
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}

        def log_message(self, *args):
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/verifier/", asked
    server.shutdown()
    server.server_close()


def test_on_a_site_it_is_kept_for_later_and_asks_for_lists_only_when_told(browser, served):
    address, asked = served
    verifier = Verifier(browser, address).open(address)
    page = verifier.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    text = page.evaluate(
        """async (bytes) => {
          const { textOf } = await import("./zxing.js");
          const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          canvas.getContext("2d").drawImage(bitmap, 0, 0);
          return textOf(canvas.getContext("2d").getImageData(0, 0, bitmap.width, bitmap.height));
        }""",
        list(picture(papers.text())["buffer"]),
    )
    assert text == papers.text()
    assert "/verifier/lists" not in asked
    page.context.set_offline(True)
    page.reload()
    verifier.scan(papers.text(), "authentic_old_list", "(20 j)")
    page.get_by_role("button", name="Demander les listes du jour").click()
    expect(page.locator("#told")).to_contain_text("Le réseau n’a pas répondu")
    page.context.set_offline(False)
    page.get_by_role("button", name="Demander les listes du jour").click()
    expect(page.locator("#told")).to_contain_text("Listes prises")
    verifier.scan(papers.text(), "authentic")
    assert asked.count("/verifier/lists") == 1
    verifier.complaints = [
        one for one in verifier.complaints if "verifier/lists" not in one and "ERR_INTERNET" not in one
    ]
    verifier.look_at_both_widths()
    page.context.close()
