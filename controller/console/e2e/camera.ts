// A camera that looks at a label with a claim code: Chromium plays a file in its place.
import { writeFile } from 'node:fs/promises';
import encodeQR from 'qr';

const width = 640;
const height = 480;
const modulePixels = 8;
const white = 235;
const black = 16;

/** As much of a picture as a label fills that is held at arm's length. */
function pictureOf(text: string): Buffer {
  const modules = encodeQR(text, 'raw', { border: 4 });
  const side = modules.length * modulePixels;
  const [left, top] = [(width - side) >> 1, (height - side) >> 1];
  const luma = Buffer.alloc(width * height, 120);
  modules.forEach((row, y) => row.forEach((dark, x) => {
    for (let line = 0; line < modulePixels; ++line) {
      const start = (top + y * modulePixels + line) * width + left + x * modulePixels;
      luma.fill(dark ? black : white, start, start + modulePixels);
    }
  }));
  return luma;
}

/** A film of it, uncompressed; gives the browser's flag that makes it the camera. */
export async function filmed(text: string, path: string): Promise<string> {
  const frame = Buffer.concat([Buffer.from('FRAME\n'), pictureOf(text), Buffer.alloc((width * height) / 2, 128)]);
  await writeFile(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]));
  return `--use-file-for-fake-video-capture=${path}`;
}
