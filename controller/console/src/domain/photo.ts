// How a photo is made fit for the controller: its longest edge, and how strongly it is compressed until it is small enough.

export const maxEdge = 1280;
export const maxBytes = 384 * 1024;
export const maxPhotos = 4;
/** Of what is chosen: a phone's largest pictures are far below; what is above would only fill the memory. */
export const maxChosenBytes = 40 * 1024 * 1024;
export const qualities = [0.8, 0.65, 0.5, 0.35] as const;

export interface Size {
  width: number;
  height: number;
}

/** Never enlarged, and never thinner than a pixel. */
export function fitted({ width, height }: Size, edge = maxEdge): Size {
  const scale = Math.min(1, edge / Math.max(width, height, 1));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** The first that is small enough, else the last one tried. */
export async function smallEnough<T extends { size: number }>(make: (quality: number) => Promise<T>, limit = maxBytes): Promise<T> {
  const [first, ...others] = qualities;
  let made = await make(first);
  for (const quality of others) {
    if (made.size <= limit) break;
    made = await make(quality);
  }
  return made;
}
