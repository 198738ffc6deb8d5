// What an approver is shown of an order that waits, as a person reads it.
import type { Locator } from 'playwright-core';
import type { Person } from './person';

/** Opened from the list of what waits. */
export async function waitingOrder(person: Person, headline: string): Promise<Locator> {
  const { page } = person;
  await person.open('approvals');
  const order = page.locator('.ant-card').filter({ has: page.getByRole('button', { name: headline }) });
  await order.getByRole('button', { name: headline }).click();
  await order.locator('.ant-descriptions').waitFor();
  return order;
}

/** Each label with what stands beside it. */
export async function contentOf(order: Locator): Promise<Record<string, string>> {
  const rows = await order.locator('.ant-descriptions tr').evaluateAll((all) =>
    all.map((row) => [row.querySelector('th')!.innerText, row.querySelector('td')!.innerText].map((text) => text.replace(/\s+/g, ' ').trim())));
  return Object.fromEntries(rows) as Record<string, string>;
}

/** How long each of its clips is, once its player can play it. By decoding: a player knows the end of what it streams when it gets there. */
export const loadedSeconds = (order: Locator): Promise<number[]> =>
  order.locator('audio').evaluateAll((all) => Promise.all(all.map(async (element) => {
    const audio = element as HTMLAudioElement;
    await new Promise<void>((loaded, failed) => {
      audio.addEventListener('canplaythrough', () => loaded(), { once: true });
      audio.addEventListener('error', () => failed(new Error(`no audio: ${audio.error?.message}`)), { once: true });
      audio.preload = 'auto';
      audio.load();
    });
    const octets = await (await fetch(audio.currentSrc)).arrayBuffer();
    return (await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(octets)).duration;
  })));
