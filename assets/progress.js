// Long work goes on part by part: the page asks for the next one by itself.
const next = document.querySelector("[data-continue]");
if (next) setTimeout(() => next.submit(), 50);
