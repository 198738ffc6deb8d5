// An alert by two people, and a drill: sent, seen, ended. Steps of office.e2e.ts.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { contentOf, shownSeconds, spokenWords, waitingOrder } from './approval';
import type { People } from './cast';
import { township, type County } from './county';
import { Horns } from './horns';
import { lateAnswerIsDropped } from './late';
import type { Person } from './person';
import { shoot } from './screenshots';

async function headlineOfNewest(person: Person, headline: string): Promise<void> {
  await person.open('orders');
  await person.page.getByRole('link', { name: headline }).first().click();
  await person.page.getByRole('heading', { name: headline }).waitFor();
}

/** Of the order that is shown: each township, how many terminals, and how far they are. */
async function progressByTownship({ page }: Person): Promise<string[][]> {
  await page.getByRole('tab', { name: '各乡镇进度' }).click();
  const rows = page.getByRole('tabpanel', { name: '各乡镇进度' }).locator('tbody tr.ant-table-row');
  await rows.first().waitFor();
  return rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim())));
}

/** Long enough for whoever is slow to see it sound; each of these orders is ended by a person. */
async function repeat(person: Person, times: number): Promise<void> {
  await person.page.getByRole('button', { name: '更多选项' }).click();
  await person.page.getByLabel('重复次数').fill(String(times));
}

/** A polygon without a mouse: typed, one corner put right, one of the map's cross taken out again. */
async function drawnByKeyboard(page: Page, corners: [number, number][]): Promise<void> {
  const listed = page.getByTestId('corners').locator('li');
  await page.getByRole('button', { name: '画多边形' }).press('Enter');
  for (const [at, [latitude, longitude]] of corners.entries()) {
    await page.getByLabel('纬度', { exact: true }).focus();
    await page.keyboard.type(String(latitude));
    await page.keyboard.press('Tab');
    await page.keyboard.type(String(longitude));
    await page.keyboard.press('Enter');
    await listed.nth(at).waitFor();
  }
  await page.getByLabel('第 3 点纬度').focus();
  for (let step = 0; step < 10; ++step) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab');
  expect(await page.getByLabel('第 3 点纬度').inputValue()).toBe('29.120000');
  await page.locator('.map [data-ready=true] canvas').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await listed.nth(corners.length).waitFor();
  await page.getByRole('button', { name: `删除第 ${corners.length + 1} 点` }).press('Enter');
  await listed.nth(corners.length).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '完成图形' }).press('Enter');
  await page.getByText('已画 1 个图形').waitFor();
}

const addressed = ['TL-500116-0001', 'TL-500116-0002'];
const others = ['TL-500116-0003', 'TL-500116-0004'];

/** Longer than between two repetitions. */
const betweenRepetitionsMs = 4_000;

/** A person who stops something expects silence about as soon as the button is let go. */
const silentWithinMs = 2_000;

/** What is heard of it after that must be nothing. */
async function silentSoon(county: County): Promise<Horns> {
  await new Promise((wake) => setTimeout(wake, silentWithinMs));
  return Horns.from(county, addressed);
}

export function alertWork(people: People): void {
  let ended: Horns;

  describe.sequential('an alert of level I', () => {
    const headline = '长江洪峰紧急转移';
    const updated = '长江洪峰已到江津，不要返回';
    const words = '洪水正在上涨，请沿江居民立即向高处转移。';
    let elsewhere: Horns;

    it('is composed in three steps, confirmed by its number and signed; it waits for a second person', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('dispatch');
      await page.getByText('I 级 红色 特别重大').click();
      await wang.makeSpeech(words);
      await page.getByLabel('标题').fill(headline);
      await repeat(wang, 8);
      await shoot(wang, 'dispatch-what');
      await page.getByRole('button', { name: '下一步' }).click();
      await wang.chooseAreas('区域', '白沙镇');
      await page.getByText('所选范围约有 2 个终端').waitFor();
      await shoot(wang, 'dispatch-where');
      await page.getByRole('button', { name: '下一步' }).click();
      const sign = page.getByRole('button', { name: '签名并发布' });
      await page.getByLabel('终端数量').waitFor();
      expect(await sign.isDisabled()).toBe(true);
      await page.getByLabel('终端数量').fill('3');
      expect(await sign.isDisabled()).toBe(true);
      await page.getByLabel('终端数量').fill('2');
      await shoot(wang, 'dispatch-sign');
      await sign.click();
      await page.getByText('待审批').first().waitFor();
    });

    it('is read from its bytes by the second person, who signs; it sounds', async () => {
      const { county, li } = people();
      const { page } = li;
      const horns = await Horns.from(county, addressed);
      elsewhere = await Horns.from(county, others);
      const order = await waitingOrder(li, headline);
      for (const part of ['I 级 红', '实际警报', '待审批', '共 2 个终端', '已签名：陈静', '还需 1 人']) await order.getByRole('button', { name: part }).waitFor();
      const content = await contentOf(order);
      expect(content).toMatchObject({ 类别和级别: '实际警报 I 级 红色 特别重大', 标题: headline, 范围: `白沙镇（${township}）` });
      expect(content.声音).toMatch(/^I 级警报音，1 段共 0:\d\d，播 8 遍，音量 80%/);
      const [seconds, ...more] = await shownSeconds(order);
      expect(more).toEqual([]);
      expect(await spokenWords(order)).toEqual([words]);
      expect(Math.abs(seconds! - Number(/共 0:(\d\d)/.exec(content.声音!)![1]))).toBeLessThanOrEqual(1);
      expect(await order.getByText('与被取代的版本相比').count()).toBe(0);
      const sign = page.getByRole('button', { name: '签名批准' });
      await page.getByLabel('终端数量').fill('4');
      expect(await sign.isDisabled()).toBe(true);
      await page.getByLabel('终端数量').fill('2');
      await shoot(li, 'approval');
      expect(await horns.heard()).toEqual([0, 0]);
      await sign.click();
      await page.getByText('已批准并发出').waitFor();
      await headlineOfNewest(li, headline);
      await page.getByText('正在响 2').waitFor({ timeout: 40_000 });
      await horns.sound(1);
      expect(await progressByTownship(li)).toEqual([['白沙镇', '2', '正在响 2']]);
      await shoot(li, 'progress');
      await li.open('situation');
      await page.getByTestId('trends').getByText(/现在 [45]/).first().waitFor();
      // Terminals say by their heartbeat what they play, but these come seldom.
      await page.locator('.count').filter({ hasText: '正在播出' }).locator('.number').getByText('2', { exact: true }).waitFor({ timeout: 10_000 });
      await shoot(li, 'situation');
    });

    it('is updated from a draft that says all that it says; the second person sees what differs, and it takes the place of the first', async () => {
      const { li, wang } = people();
      const { page } = wang;
      await headlineOfNewest(wang, headline);
      const first = page.url();
      await page.getByRole('link', { name: /更\s?新/ }).click();
      await page.getByTestId('carried').getByTestId('clip').waitFor();
      expect(await page.getByLabel('标题').inputValue()).toBe(headline);
      await page.getByLabel('标题').fill(updated);
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByText('所选范围约有 2 个终端').waitFor();
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByText('取代', { exact: true }).waitFor();
      await page.getByLabel('终端数量').fill('2');
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('待审批').first().waitFor();
      const order = await waitingOrder(li, updated);
      const difference = order.locator('.ant-table-wrapper').filter({ hasText: '与被取代的版本相比' }).locator('tbody tr.ant-table-row');
      await difference.first().waitFor();
      const cells = await difference.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim())));
      expect(cells).toEqual([['标题', headline, updated]]);
      const [seconds] = await shownSeconds(order);
      expect(seconds).toBeGreaterThan(1);
      await shoot(li, 'approval-update');
      await order.getByLabel('终端数量').fill('2');
      await order.getByRole('button', { name: '签名批准' }).click();
      await li.page.getByText('已批准并发出').waitFor();
      await headlineOfNewest(li, updated);
      await li.page.getByText('正在响 2').waitFor({ timeout: 40_000 });
      await page.goto(first);
      await page.getByRole('link', { name: '取代它的播发' }).waitFor();
      await page.getByText('已取消 2').first().waitFor({ timeout: 30_000 });
      await page.getByRole('link', { name: '取代它的播发' }).click();
      await page.getByRole('heading', { name: updated }).waitFor();
      await page.getByText('正在响 2').waitFor();
    });

    it('is cancelled by one signature, after its words and numbers were shown', async () => {
      const { county, wang } = people();
      const { page } = wang;
      await headlineOfNewest(wang, updated);
      await page.getByRole('button', { name: '取消播发' }).click();
      await page.locator('.ant-modal').waitFor();
      // The dialog stands still from its first moment on: a button that grows into its place is missed. (What turns while the bytes come may.)
      const moving = await page.evaluate(() =>
        document.querySelector('.ant-modal')!.getAnimations({ subtree: true }).filter((one) => !((one.effect as KeyframeEffect).target as Element).closest('.ant-spin')).length);
      expect(moving).toBe(0);
      const dialog = page.getByRole('dialog');
      await dialog.getByText('将停止这个播发：播出范围共 2 个终端').waitFor();
      await dialog.getByText('实际警报').waitFor();
      await dialog.getByText(updated).waitFor();
      await dialog.getByRole('button', { name: '签名并取消' }).click();
      ended = await silentSoon(county);
      await page.getByText('已取消').first().waitFor({ timeout: 30_000 });
      await page.getByText('已取消 2').first().waitFor({ timeout: 30_000 });
      expect(await progressByTownship(wang)).toEqual([['白沙镇', '2', '已取消 2']]);
      expect(await elsewhere.heard()).toEqual([0, 0]);
    });
  });

  describe.sequential('a drill', () => {
    it('looks unmistakably different, and stop-all ends it from any page', async () => {
      const { county, wang } = people();
      const { page } = wang;
      await wang.open('dispatch');
      await page.getByText('演习', { exact: true }).click();
      await page.locator('.drill-frame').first().waitFor();
      await wang.makeSpeech('这是防汛演习。这是防汛演习。请大家按预案集合，清点人数，等待进一步通知。');
      await page.getByLabel('标题').fill('防汛演习');
      await repeat(wang, 6);
      await page.getByRole('button', { name: '下一步' }).click();
      await drawnByKeyboard(page, [[29, 106.05], [29.12, 106.05], [29.11, 106.2], [29, 106.2]]);
      await page.getByRole('button', { name: '下一步' }).click();
      expect(await ended.heard()).toEqual([0, 0]);  // all the while since the alert was cancelled
      const [horns, quiet] = await Promise.all([Horns.from(county, addressed), Horns.from(county, others)]);
      const sign = page.getByRole('button', { name: '签名并发布演习' });
      await page.getByLabel('终端数量').waitFor();
      expect(await sign.isDisabled()).toBe(true);
      await page.getByLabel('终端数量').fill('2');
      await sign.click();
      await page.getByText('演习进行中：这不是真实警报').waitFor();
      await page.getByText('正在响 2').waitFor({ timeout: 40_000 });
      await horns.sound(1);
      await shoot(wang, 'drill');
      await wang.open('terminals');
      await page.getByRole('button', { name: '全部停止' }).click();
      const dialog = page.getByRole('dialog');
      const show = dialog.getByRole('button', { name: '查看将停止的内容' });
      await lateAnswerIsDropped(wang, '签名并全部停止', () => show.click(), () => dialog.getByRole('checkbox', { name: '测试' }).click());
      await show.click();
      await dialog.getByText('将停止 1 个播发').waitFor();
      await dialog.getByRole('button', { name: '签名并全部停止' }).click();
      const stopped = await silentSoon(county);
      await page.getByText('已停止：已送达').waitFor();
      await headlineOfNewest(wang, '防汛演习');
      await page.getByText('已取消').first().waitFor({ timeout: 30_000 });
      await new Promise((wake) => setTimeout(wake, betweenRepetitionsMs));
      expect(await stopped.heard()).toEqual([0, 0]);
      expect(await quiet.heard()).toEqual([0, 0]);
    });
  });
}
