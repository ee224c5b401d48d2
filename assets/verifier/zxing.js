// The second decoder, for blurred and stained codes; loaded on demand from the page's own origin.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

prepareZXingModule({ overrides: { locateFile: (name) => new URL(name, import.meta.url).href } });

export async function textOf(image) {
  const found = await readBarcodes(image, { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true });
  return found.find((one) => one.isValid)?.text ?? null;
}
