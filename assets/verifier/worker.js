// Keeps the page so that it opens without network. Lists are asked for by the reader alone and never pass through here.
const RELEASE = "{{release}}";
const SHELL = ["./", "manifest.webmanifest", "icon.svg"];
const LATER = ["zxing.js", "zxing_reader.wasm"]; // large: kept once they have been needed
const here = (name) => new URL(name, self.registration.scope).href;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(RELEASE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("siraba-verifier-") && name !== RELEASE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

async function answer(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) (await caches.open(RELEASE)).put(request.url, fresh.clone());
  return fresh;
}

self.addEventListener("fetch", (event) => {
  const ours = [...SHELL, ...LATER].map(here);
  if (event.request.method === "GET" && ours.includes(event.request.url)) event.respondWith(answer(event.request));
});
