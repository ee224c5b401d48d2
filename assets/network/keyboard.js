// From node to node with the keyboard: arrows go to the nearest one that way, Enter opens it, Escape leaves it.
const TURNS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function listen(box, picture) {
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (TURNS[event.key]) picture.choose(nearest(picture, TURNS[event.key]));
    else if (event.key === "Home") picture.choose(picture.most());
    else if (event.key === "Enter") picture.open();
    else if (event.key === "Escape") picture.choose(null);
    else if (event.key === "+") picture.zoom("in");
    else if (event.key === "-") picture.zoom("out");
    else if (event.key === "0") picture.zoom("reset");
    else return;
    event.preventDefault();
  });
}

// A node straight ahead is nearer than one at the same distance aside.
function nearest(picture, [right, down]) {
  if (picture.chosen === null) return picture.most();
  const from = picture.network.nodes[picture.chosen];
  let found = picture.chosen;
  let least = Infinity;
  for (const place of picture.seen.nodes) {
    const node = picture.network.nodes[place];
    const [x, y] = [node.x - from.x, node.y - from.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    if (ahead > 0 && ahead >= aside && ahead + 2 * aside < least) [found, least] = [place, ahead + 2 * aside];
  }
  return found;
}
