import { fitted, maxChosenBytes, smallEnough } from '@/domain/photo';

/** Draws the picture anew, upright and smaller: what the camera wrote beside it (position, time, device) is not in the result. Null: no picture that this browser can read. */
export async function redraw(file: File): Promise<Blob | null> {
  if (file.size > maxChosenBytes) return null;
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!picture) return null;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, fitted(picture));
  const context = canvas.getContext('2d');
  context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  if (!context) return null;
  const jpeg = (quality: number): Promise<Blob> =>
    new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no JPEG'))), 'image/jpeg', quality));
  return smallEnough(jpeg).catch(() => null);
}
