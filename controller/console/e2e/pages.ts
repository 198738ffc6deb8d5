// What every page owes to whoever looks at it. Steps of office.e2e.ts.
import { describe, expect, it } from 'vitest';
import { entryFindings, seriousFindings } from './accessibility';
import type { People } from './cast';
import { until } from './county';
import { desk, phone, tooWide, tooWideBehindTabs } from './fit';
import { Person } from './person';
import { shoot } from './screenshots';

const forEverybody = ['situation', 'orders', 'live', 'schedule', 'media', 'terminals', 'areas', 'firmware', 'calls', 'reports', 'reference', 'account'];
const allPages = ['dispatch', 'approvals', ...forEverybody];

/** Where people work when something happens: at night, by a phone, too. */
const mainPages = ['situation', 'dispatch', 'approvals', 'orders', 'live', 'schedule', 'terminals', 'install', 'terminals/TL-500116-0001'];

const newestOrder = ({ page }: Person): Promise<string> =>
  page.evaluate(async () => ((await (await fetch('/api/v1/orders?limit=1')).json()) as { orders: { digest: string }[] }).orders[0]!.digest);

async function tooWideOnPhone(person: Person, places: string[]): Promise<string[]> {
  const found: string[] = [];
  await person.page.setViewportSize(phone);
  for (const place of places) {
    await person.open(place);
    await person.settled();
    found.push(...(await tooWide(person, place)));
    await shoot(person, `phone-${place.split('/').slice(0, 2).map((part) => part.slice(0, 12)).join('-')}`);
  }
  await person.page.setViewportSize(desk);
  return found;
}

export function everyPage(people: People): void {
  describe.sequential('every page', () => {
    it('fits a phone', async () => {
      const { wang } = people();
      const order = await newestOrder(wang);
      expect(await tooWideOnPhone(wang, [...allPages, `orders/${order}`, `reports/${order}`, 'terminals/TL-500116-0001', 'wall'])).toEqual([]);
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
  describe.sequential('a page where only some may go', () => {
    it('fits a phone', async () => {
      const { admin, zhao } = people();
      const work = [
        tooWideOnPhone(admin, ['people', 'audit']).then(async (found) => [...found, ...(await tooWideBehindTabs(admin, 'people'))]),
        tooWideOnPhone(zhao, ['install']).then(async (found) => [...found, ...(await tooWideBehindTabs(zhao, 'terminals/TL-500116-0003'))]),
      ];
      expect((await Promise.all(work)).flat()).toEqual([]);
    });
  });

  describe.sequential('no page', () => {
    it('has a serious accessibility finding: in both looks, where only some may go, on the wall, and on a phone', async () => {
      const { admin, wang, li, zhang, zhao } = people();
      const order = await newestOrder(wang);
      const half = allPages.length >> 1;
      const inBothLooks = async (person: Person, places: string[]): Promise<string[]> =>
        [...(await seriousFindings(person, places, 'light')), ...(await seriousFindings(person, places, 'dark'))];
      const work = [
        inBothLooks(wang, [...allPages.slice(0, half), `orders/${order}`, `reports/${order}`]),
        inBothLooks(li, allPages.slice(half)),
        inBothLooks(zhang, ['schedule']),
        inBothLooks(admin, ['people', 'audit']).then(async (found) => [...found, ...(await inBothLooks(zhao, ['install', 'terminals/TL-500116-0001', 'wall']))]),
      ];
      expect((await Promise.all(work)).flat()).toEqual([]);
    });

    it('has one on a phone', async () => {
      const { admin, browser, county, wang, li, zhao } = people();
      const onPhone = async (person: Person, places: string[]): Promise<string[]> => {
        await person.page.setViewportSize(phone);
        const found = [...(await seriousFindings(person, places, 'light')), ...(await seriousFindings(person, places.filter((place) => mainPages.includes(place)), 'dark'))];
        await person.page.setViewportSize(desk);
        return found;
      };
      const visitor = Person.arrive(browser, county, 'nobody', '').then(entryFindings);
      const half = allPages.length >> 1;
      const work = [onPhone(wang, allPages.slice(half)), onPhone(li, allPages.slice(0, half)), onPhone(admin, ['people', 'audit']), onPhone(zhao, ['install', 'terminals/TL-500116-0001']), visitor];
      expect((await Promise.all(work)).flat()).toEqual([]);
    });
  });
}
