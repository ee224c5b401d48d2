// Mouse, pen and fingers: one drags, two stretch, a wheel stretches, a short press chooses.
const STILL = 5; // pixels that a press may stray

export function moved(canvas, picture) {
  const down = new Map();
  let strayed = 0;
  const point = (event) => [event.offsetX, event.offsetY];

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, point(event));
    strayed = 0;
    picture.hold(true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down.has(event.pointerId)) return;
    const [[x, y], [toX, toY]] = [down.get(event.pointerId), point(event)];
    strayed += Math.hypot(toX - x, toY - y);
    if (down.size === 2) {
      const [otherX, otherY] = [...down].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(x - otherX, y - otherY);
      picture.stretch(Math.hypot(toX - otherX, toY - otherY) / (before || 1), (toX + otherX) / 2, (toY + otherY) / 2);
    } else picture.pan(toX - x, toY - y);
    down.set(event.pointerId, [toX, toY]);
  });
  const up = (event) => {
    const held = down.delete(event.pointerId);
    if (!down.size) picture.hold(false);
    if (!held || event.type === "pointercancel" || strayed > STILL) return;
    const found = picture.under(...point(event));
    picture.choose(found);
    picture.open();
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      picture.stretch(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...point(event));
    },
    { passive: false },
  );
}
