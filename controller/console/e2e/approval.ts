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

/** How long each of its clips is, as its player shows it before anybody has pressed play. */
export const shownSeconds = (order: Locator): Promise<number[]> =>
  order.locator('audio').evaluateAll((all) => Promise.all(all.map(async (element) => {
    const audio = element as HTMLAudioElement;
    await new Promise<void>((loaded, failed) => {
      const look = (): void => {
        if (Number.isFinite(audio.duration)) loaded();
      };
      audio.addEventListener('durationchange', look);
      audio.addEventListener('error', () => failed(new Error(`no audio: ${audio.error?.message}`)), { once: true });
      look();
    });
    if (audio.currentTime !== 0 || !audio.paused) throw new Error('it was played already');
    return audio.duration;
  })));

/** The words that its speech was made from, clip by clip. */
export const spokenWords = (order: Locator): Promise<string[]> => order.getByTestId('clip-words').locator('blockquote').allInnerTexts();
