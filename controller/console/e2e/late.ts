// An answer that comes when the form says something else already.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Person } from './person';

/** Far longer than a page takes to draw what has come. */
const drawnMs = 300;

/** What `press` asks for is held until `edit` is done. Then it comes, and there is nothing to sign: those bytes say what the form said before. */
export async function lateAnswerIsDropped({ page }: Person, button: RegExp | string, press: () => Promise<void>, edit: () => Promise<void>): Promise<void> {
  let release!: () => void;
  const edited = new Promise<void>((resolve) => { release = resolve; });
  await page.route('**/prepare', async (route) => {
    await edited;
    await route.continue();
  }, { times: 1 });
  const asked = page.waitForRequest('**/prepare');
  await press();
  const request = await asked;
  await edit();
  release();
  await (await request.response())!.finished();
  await page.waitForTimeout(drawnMs);
  expect(await page.getByRole('button', { name: button }).count()).toBe(0);
}

/** An edit that leaves the words as they were. */
export async function retype(field: Locator): Promise<void> {
  const words = await field.inputValue();
  await field.fill(words.slice(0, -1));
  await field.fill(words);
}
