// From a picture or the camera to the text of a QR.
import decodeQR from "qr/decode.js";

const THOROUGH = { effort: Infinity, timeLimit: Infinity };
const WIDEST = 2400; // pixels: larger photos cost memory that small telephones do not have

export const online = () => /^https?:$/.test(location.protocol);

const canvas = document.createElement("canvas");

function drawn(picture, width, height) {
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  // A transparent ground would be black to the decoder
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

// null where no code is found. The second decoder, 1 MB, is asked for only where a site serves this page.
export async function textOfPicture(file) {
  let image;
  try {
    const bitmap = await createImageBitmap(file);
    image = drawn(bitmap, bitmap.width, bitmap.height);
  } catch {
    return null;
  }
  try {
    return decodeQR(image, THOROUGH);
  } catch {
    return online() ? withSecondDecoder(image) : null;
  }
}

async function withSecondDecoder(image) {
  try {
    const { textOf } = await import(new URL("zxing.js", location.href).href);
    return await textOf(image);
  } catch {
    return null;
  }
}

// Calls `found` with the first text; gives a function that closes the camera.
export async function watch(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  const tracks = stream.getTracks();
  let open = true;
  video.srcObject = stream;
  await video.play();
  const look = () => {
    if (!open) return;
    const text = textOfFrame(video);
    if (text === null) requestAnimationFrame(look);
    else found(text);
  };
  requestAnimationFrame(look);
  return () => {
    open = false;
    video.srcObject = null;
    for (const track of tracks) track.stop();
  };
}

function textOfFrame(video) {
  if (!video.videoWidth) return null;
  try {
    return decodeQR(drawn(video, video.videoWidth, video.videoHeight));
  } catch {
    return null;
  }
}
