// Shows of a form only what is relevant to what has been answered.
import { follow } from "./relevance.js";

for (const page of document.querySelectorAll("form:has([data-conditions])")) {
  follow(page, JSON.parse(page.querySelector("[data-conditions]").dataset.conditions));
}
