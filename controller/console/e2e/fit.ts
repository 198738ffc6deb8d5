// Whether a page fits the screen that it is on.
import type { Person } from './person';

export const phone = { width: 390, height: 844 };
/** A phone that lies on its side, or a small tablet. */
export const lying = { width: 640, height: 390 };
export const desk = { width: 1360, height: 860 };

/** What of this page is shown only after a sideways scroll: the page itself; on a phone also a table in it. */
export async function tooWide({ page }: Person, place: string): Promise<string[]> {
  return page.evaluate(([at, narrow]) => {
    const width = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > width ? [`${at}: ${document.documentElement.scrollWidth} in ${width}`] : [];
    for (const box of document.querySelectorAll<HTMLElement>('main .ant-table-content, main .ant-table-body, main .ant-table-tbody-virtual-holder'))
      if (width <= narrow && box.scrollWidth > box.clientWidth + 1) found.push(`${at}: a table of ${box.scrollWidth} in ${box.clientWidth}`);
    return found;
  }, [place, lying.width] as const);
}

/** What of this page, or of a dialog over it, is wider than the screen and not cut short: what is fixed makes no page scroll. */
export async function widerThanPage({ page }: Person, place: string): Promise<string[]> {
  return page.evaluate((at) => {
    const width = document.documentElement.clientWidth;
    const cut = (part: Element | null): boolean => part !== null && part !== document.body && (getComputedStyle(part).overflowX !== 'visible' || cut(part.parentElement));
    const found: string[] = [];
    const visible = (part: Element): boolean => getComputedStyle(part).visibility !== 'hidden';
    for (const part of document.body.querySelectorAll('*'))
      if (part.getBoundingClientRect().width > width + 1 && visible(part) && !cut(part.parentElement)) found.push(`${at}: wider than the page: ${part.outerHTML.slice(0, 120)}`);
    for (const box of document.querySelectorAll('.ant-modal-wrap, .ant-drawer-body'))
      if (box.scrollWidth > box.clientWidth + 1) found.push(`${at}: a dialog of ${box.scrollWidth} in ${box.clientWidth}`);
    return found;
  }, place);
}

/** What is too wide of all that lies behind the tabs of a page, on a phone and on one that lies on its side. */
export async function tooWideBehindTabs(person: Person, place: string): Promise<string[]> {
  const { page } = person;
  const found: string[] = [];
  for (const size of [phone, lying]) {
    await page.setViewportSize(size);
    await person.open(place);
    await person.settled();
    const tabs = page.locator('main').getByRole('tab');
    const names = await tabs.allInnerTexts();
    for (const [at, name] of names.entries()) {
      await tabs.nth(at).dispatchEvent('click');  // swiped to by a finger
      await page.locator('main').getByRole('tab', { name, exact: true, selected: true }).waitFor();
      await person.settled();
      found.push(...(await tooWide(person, `${place}, ${name}, ${size.width} px`)));
    }
    await tabs.first().dispatchEvent('click');  // as whoever comes next expects it
  }
  await page.setViewportSize(desk);
  return found;
}
