// What came of an order, as the page tells it.
import type { Locator } from 'playwright-core';
import type { Person } from './person';

/** The row of one terminal, on the page of the order that is open. */
export async function outcomeAt({ page }: Person, terminal: string): Promise<Locator> {
  await page.getByRole('tab', { name: '逐个终端' }).click();
  return page.getByRole('tabpanel', { name: '逐个终端' }).locator('.ant-table-row').filter({ hasText: terminal });
}
