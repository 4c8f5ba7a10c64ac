"""The simulator's page in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from invoca_simulator import Simulator
from tests.browser.chromium import PATIENT, dump_dom, served


@pytest.mark.browser
def test_the_page_shows_the_numbers_of_every_campaign(tmp_path: Path) -> None:
    with Simulator() as simulator:
        simulator.add_campaign("acme", "radio", name="Spring radio")
        simulator.add_campaign("acme", "billboards", name="Billboards")
        data = {"station": "KROQ"}
        simulator.put_number("acme", "radio", promo_number="8885550123", custom_data=data)
        simulator.put_number("acme", "billboards", promo_number="3105550145")
        dom = dump_dom(simulator.url, tmp_path)
    for text in ("Spring radio", "(888) 555-0123", "KROQ", "Billboards", "(310) 555-0145"):
        assert text in dom


# A person at the page, in a frame. Chromium lets the driver reach into it; what the page itself
# sends carries the page's own origin all the same.
REACHES_IN = ("--disable-web-security", "--disable-site-isolation-trials", PATIENT)
DRIVER = """
<iframe src="URL" width="WIDTH" height="900"></iframe><pre></pre><script>
const frame = document.querySelector("iframe");
const page = () => frame.contentDocument;
const seen = [];
async function until(what, look) {
  for (let tries = 0; tries < 80; tries += 1) {
    if (look()) return;
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error(what);
}
const text = () => page().getElementById("account").innerText;
const shows = (words) => until("shows " + words, () => text().includes(words));
const lacks = (words) => until("lacks " + words, () => !text().includes(words));
const shown = () => [...page().querySelectorAll("button")].filter((one) => one.offsetParent);
const press = (name, at = 0) => shown().filter((one) => one.innerText === name)[at].click();
const dialog = () => page().querySelector("dialog[open]");
const type = (name, value) => { dialog().querySelector(`[name="${name}"]`).value = value; };
const save = () => dialog().querySelector(".main").click();
const closed = () => until("closes", () => !dialog());
frame.onload = async () => {
  try { STEPS } catch (error) { seen.push("error: " + error); }
  document.querySelector("pre").textContent = "SEEN" + JSON.stringify(seen) + "SEEN";
};
</script>
"""


def do(simulator: Simulator, folder: Path, steps: str, width: int = 1280) -> str:
    """What a person at the page notes down, as JSON."""
    page = DRIVER.replace("URL", simulator.url).replace("WIDTH", str(width))
    (folder / "site").mkdir()
    (folder / "site" / "driver.html").write_text(page.replace("STEPS", steps), "utf-8")
    with served(folder / "site") as url:
        dom = dump_dom(f"{url}/driver.html", folder / "profile", *REACHES_IN)
    found = re.search(r"<pre>SEEN(.*)SEEN</pre>", dom, re.DOTALL)
    assert found is not None, dom
    return found[1]


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_numbers_and_campaigns_are_added_changed_and_released_on_the_page(
    tmp_path: Path, width: int
) -> None:
    steps = """
    press("Add a campaign");
    type("advertiser", "acme"); type("campaign", "radio"); type("name", "Spring radio");
    save(); await closed(); await shows("Spring radio");
    press("Add a number");
    type("description", "KROQ"); type("media_type", "Offline: Radio"); type("area_code", "310");
    dialog().querySelector('[data-key="station"]').value = "KROQ";
    save(); await closed(); await shows("(310)");
    press("Change", 1);
    seen.push(dialog().querySelector('[data-key="station"]').value);
    seen.push(dialog().innerText.includes("Area code"));
    type("description", "KROQ late");
    save(); await closed(); await shows("KROQ late");
    press("Change", 0); press("Remove it");
    await until("says why not", () => dialog().innerText.includes("live numbers"));
    press("Cancel"); await closed();
    press("Release"); press("Release it"); await closed(); await lacks("KROQ late");
    press("Change"); press("Remove it"); await closed(); await lacks("Spring radio");
    """
    with Simulator() as simulator:
        assert do(simulator, tmp_path, steps, width) == '["KROQ",false]'
        events = [(entry.event, entry.by) for entry in simulator.ledger()]
        assert events == [("bought", "hand"), ("changed", "hand"), ("released", "hand")]
        assert simulator.ledger()[0].promo_number.startswith("310")
        assert simulator.state.directory.campaigns() == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 740, 900, 1024, 1090, 1280])
def test_no_text_of_a_number_lies_over_another(tmp_path: Path, width: int) -> None:
    steps = """
    await shows("KROQ");
    const sides = (one) => one.getBoundingClientRect();
    for (const chip of page().querySelectorAll("td .chip")) {
      const [key, value] = chip.children;
      if (sides(value).right > sides(chip).right + 1) seen.push(chip.innerText + " is wider");
      if (sides(value).height > 2 * sides(key).height) seen.push(chip.innerText + " is a column");
    }
    for (const row of page().querySelectorAll(".numbers tr")) {
      const cells = [...row.cells].map(sides).filter((cell) => cell.width && cell.height);
      for (const [at, one] of cells.entries()) for (const other of cells.slice(at + 1)) {
        const beside = one.right <= other.left + 1 || other.right <= one.left + 1;
        const below = one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
        if (!beside && !below) seen.push("cells");
      }
    }
    seen.push(page().documentElement.scrollWidth <= page().documentElement.clientWidth);
    """
    data = {"drop_date": "14-Apr-26", "paper_weight_g": "90", "channel": "mail"}
    with Simulator() as simulator:
        simulator.add_campaign("acme", "radio")
        simulator.put_number("acme", "radio", description="KROQ", custom_data=data)
        assert do(simulator, tmp_path, steps, width) == "[true]"


@pytest.mark.browser
def test_what_others_do_shows_by_itself_while_a_search_stays(tmp_path: Path) -> None:
    steps = """
    const search = page().getElementById("search");
    search.value = "kroq 310"; search.dispatchEvent(new Event("input", { bubbles: true }));
    await lacks("Jazz"); await shows("KROQ");
    page().defaultView.eval(`fetch("/_simulator/numbers/3105550110", { method: "PATCH",
      headers: { "Content-Type": "application/json" }, body: '{"description": "KROQ anew"}' })`);
    await shows("KROQ anew"); await lacks("Jazz");
    seen.push(search.value, page().getElementById("live").innerText);
    const scenario = page().getElementById("scenario");
    scenario.value = "busy"; scenario.dispatchEvent(new Event("change", { bubbles: true }));
    await shows("answers 429");
    """
    with Simulator() as simulator:
        simulator.add_campaign("acme", "radio")
        simulator.put_number("acme", "radio", description="Jazz")
        simulator.put_number("acme", "radio", description="KROQ", area_code="310")
        assert do(simulator, tmp_path, steps) == '["kroq 310","live"]'
        assert (simulator.scenario, simulator.knobs.requests_per_second) == ("busy", 5)
