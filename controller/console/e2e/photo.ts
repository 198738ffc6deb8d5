// A photo as a phone takes it: larger than what is kept, with a position beside the picture.
import type { Page } from 'playwright-core';

const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0x00, 0x22]), Buffer.from('Exif\0\0MM\0*GPS 29.2401 106.1122', 'latin1'), Buffer.alloc(3)]);

export async function photoOf(page: Page, colour: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const drawn = await page.evaluate((fill) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
    const context = canvas.getContext('2d')!;
    context.fillStyle = fill;
    context.fillRect(0, 0, 1600, 1200);
    context.fillStyle = 'silver';
    context.fillRect(740, 200, 120, 1000);
    context.fillRect(600, 220, 400, 180);
    return canvas.toDataURL('image/jpeg').split(',')[1]!;
  }, colour);
  const picture = Buffer.from(drawn, 'base64');
  exif.writeUInt16BE(exif.length - 2, 2);
  return { name: `${colour}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.concat([picture.subarray(0, 2), exif, picture.subarray(2)]) };
}

/** What the page shows, looked at by its bytes too. */
export function photoShown(page: Page): Promise<{ type: string | null; width: number; height: number; exif: boolean }[]> {
  return page.evaluate(async () => {
    const shown = [];
    for (const image of document.querySelectorAll<HTMLImageElement>('.ant-tabs-tabpane-active .photos img')) {
      await image.decode();
      const answer = await fetch(image.src);
      const text = new TextDecoder('latin1').decode(await answer.arrayBuffer());
      shown.push({ type: answer.headers.get('Content-Type'), width: image.naturalWidth, height: image.naturalHeight, exif: text.includes('Exif') || text.includes('GPS') });
    }
    return shown;
  });
}
