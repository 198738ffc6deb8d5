// What every page owes to whoever looks at it. Steps of office.e2e.ts.
import { describe, expect, it } from 'vitest';
import { seriousFindings } from './accessibility';
import type { People } from './cast';
import { until } from './county';
import type { Person } from './person';
import { shoot } from './screenshots';

const forEverybody = ['situation', 'orders', 'live', 'schedule', 'media', 'terminals', 'areas', 'firmware', 'calls', 'reports', 'reference', 'account'];
const allPages = ['dispatch', 'approvals', ...forEverybody];

const newestOrder = ({ page }: Person): Promise<string> =>
  page.evaluate(async () => ((await (await fetch('/api/v1/orders?limit=1')).json()) as { orders: { digest: string }[] }).orders[0]!.digest);

export function everyPage(people: People): void {
  describe.sequential('every page', () => {
    it('fits a phone', async () => {
      const { wang } = people();
      const { page } = wang;
      await page.setViewportSize({ width: 390, height: 844 });
      const order = await newestOrder(wang);
      const places = [...allPages, `orders/${order}`, `reports/${order}`, 'terminals/TL-500116-0001', 'wall'];
      const tooWide: string[] = [];
      for (const place of places) {
        await wang.open(place);
        await wang.settled();
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 390) tooWide.push(`${place}: ${width}`);
        const state = place === 'orders' ? await page.locator('.ant-table-row .ant-tag').first().boundingBox() : null;
        if (place === 'orders' && !(state && state.x + state.width <= 390)) tooWide.push('the state of an order');
        await shoot(wang, `phone-${place.split('/').slice(0, 2).map((part) => part.slice(0, 12)).join('-')}`);
      }
      await page.setViewportSize({ width: 1360, height: 860 });
      expect(tooWide).toEqual([]);
    });

    it('sorts its lists by a click on the head of a column', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('terminals');
      const names = (): Promise<string[]> => page.locator('.ant-table-tbody-virtual a').allTextContents();
      await until('the terminals', 20, async () => (await names()).length >= 4);
      const head = page.getByRole('columnheader', { name: '编号' });
      await head.click();
      await head.click();
      await until('the first one last', 10, async () => (await names()).at(-1) === '白沙镇黑石山村一组');
    });
  });
}

export function accessibility(people: People): void {
  describe.sequential('no page', () => {
    it('has a serious accessibility finding: in both looks, where only some may go, on the wall, and on a phone', async () => {
      const { admin, wang, li, zhang, zhao } = people();
      const order = await newestOrder(wang);
      const work = [
        seriousFindings(wang, [...allPages.slice(0, 7), `orders/${order}`, `reports/${order}`], 'light'),
        (async () => [
          ...(await seriousFindings(li, allPages.slice(7), 'light')), ...(await seriousFindings(li, ['situation', 'dispatch', 'schedule', 'account'], 'dark')),
        ])(),
        (async () => [
          ...(await seriousFindings(admin, ['people', 'audit'], 'light')), ...(await seriousFindings(zhang, ['schedule'], 'light')),
          ...(await seriousFindings(zhao, ['install', 'terminals/TL-500116-0001', 'wall'], 'light')),
        ])(),
      ];
      expect((await Promise.all(work)).flat()).toEqual([]);
    });
  });
}
