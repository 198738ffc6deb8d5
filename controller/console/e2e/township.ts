// What a township does by itself, with a phone: its week, and speaking. Steps of office.e2e.ts.
import { describe, expect, it } from 'vitest';
import type { People } from './cast';
import { township, until } from './county';
import { lateAnswerIsDropped, retype } from './late';
import { outcomeAt } from './outcome';
import type { Person } from './person';
import { shoot } from './screenshots';
import { beats, onsets, recordedIn, samplesOf } from './sound';

export function townshipWork(people: People): void {
  describe.sequential('township staff on a phone', () => {
    it('see their own township alone, and schedule a week for it', async () => {
      const { zhang } = people();
      const { page } = zhang;
      await zhang.open('schedule');
      await page.getByRole('button', { name: '新建日程' }).click();
      await page.getByLabel('标题').fill('早间广播');
      await zhang.makeSpeech('油溪镇的村民早上好。');
      await zhang.chooseAreas('区域', '油溪镇');
      await page.getByLabel('时刻（24 小时制）').fill('07:00');
      await page.getByText('即 早晨 07:00').waitFor();
      await page.getByLabel('重复', { exact: true }).click({ force: true });
      await page.locator('.ant-select-item-option', { hasText: '每天' }).click();
      const check = page.getByRole('button', { name: '查看播出时刻与冲突' });
      await lateAnswerIsDropped(zhang, '签名并发布', () => check.click(), () => retype(page.getByLabel('标题')));
      await check.click();
      await page.getByText('将播出 7 次').waitFor();
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('日程已签发').waitFor();
      // Next Monday is always one of the seven days from tomorrow on.
      await page.getByRole('button', { name: '下一周' }).click();
      await page.getByRole('link', { name: /早间广播/ }).first().waitFor();
      await shoot(zhang, 'schedule-phone');
    });

    it('are told in words that 00:07 is at night and needs another person, and what 07:00 meets, before anything is saved', async () => {
      const { zhang } = people();
      const { page } = zhang;
      const drawer = page.locator('.ant-drawer-open');
      const look = async (time: string): Promise<void> => {
        await page.getByLabel('时刻（24 小时制）').fill(time);
        await page.getByRole('button', { name: '签名并发布' }).waitFor({ state: 'detached' });
        await page.getByRole('button', { name: '查看播出时刻与冲突' }).click();
        await page.getByRole('button', { name: '签名并发布' }).waitFor();
      };
      const held = drawer.getByText('需要另一人审批，因为： 不在允许播出的时段');
      const meets = drawer.getByText(/^与“早间广播.*”（[0-9a-f]+）同时播出$/);
      await page.getByRole('button', { name: '新建日程' }).click();
      await page.getByLabel('标题').fill('通知');
      await zhang.makeSpeech('油溪镇的村民早上好。');
      await zhang.chooseAreas('区域', '油溪镇');
      await look('00:07');
      await page.getByText('即 凌晨 00:07').waitFor();
      await held.waitFor();
      await drawer.getByText('有的时刻在夜间').waitFor();
      expect(await meets.count()).toBe(0);
      await shoot(zhang, 'phone-schedule-night');
      await look('07:00');
      await page.getByText('即 早晨 07:00').waitFor();
      await meets.waitFor();
      expect(await held.count()).toBe(0);
      await drawer.locator('.ant-drawer-close').click();
      await drawer.waitFor({ state: 'hidden' });
      await page.getByRole('link', { name: /早间广播/ }).first().waitFor();
      expect(await page.getByRole('link', { name: '通知', exact: true }).count()).toBe(0);
    });

    it('move one of its days by keyboard or by dragging, and copy the week', async () => {
      const { zhang } = people();
      const { page } = zhang;
      const drawer = page.locator('.ant-drawer-open');
      const slots = page.locator('.slot', { hasText: '早间广播' });
      await page.getByRole('button', { name: /移动“早间广播”/ }).first().focus();
      await page.keyboard.press('Enter');
      const monday = await drawer.getByLabel('日期').inputValue();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'hidden' });
      await slots.first().dragTo(page.locator('.day').nth(1));
      expect(Date.parse(await drawer.getByLabel('日期').inputValue()) - Date.parse(monday)).toBe(86_400_000);
      await drawer.getByLabel('时刻（24 小时制）').fill('12:30');
      await drawer.getByText('即 中午 12:30').waitFor();
      const check = drawer.getByRole('button', { name: '查看播出时刻与冲突' });
      await lateAnswerIsDropped(zhang, '签名并发布', () => check.click(), () => retype(drawer.getByLabel('时刻（24 小时制）')));
      await check.click();
      await drawer.getByRole('button', { name: '签名并发布' }).click();
      await drawer.waitFor({ state: 'hidden' });
      await page.locator('.day').nth(1).locator('.slot', { hasText: '12:30' }).waitFor();
      await page.locator('.day').nth(0).getByText('没有安排').waitFor();
      await page.getByRole('button', { name: '下一周' }).click();
      await page.getByRole('button', { name: '复制上一周' }).click();
      await drawer.getByText('第 1 项，共 1 项').waitFor();
      await drawer.getByRole('button', { name: '签名并发布' }).click();
      await drawer.getByText('上一周已复制完').waitFor();
      await drawer.getByRole('button', { name: /关\s?闭/ }).last().click();
      await page.locator('.day').nth(1).locator('.slot', { hasText: '12:30' }).waitFor();
    });

    it('are refused another township, and an alert, in words, whatever their page was made to ask', async () => {
      const { zhang } = people();
      const { page } = zhang;
      await zhang.open('live');
      await zhang.chooseAreas('区域', '油溪镇');
      for (const [more, words] of [[{ areas: [township] }, '不在您负责的区域内'], [{ class: 'actual', level: 'I' }, '您没有此权限']] as const) {
        await page.route('**/api/v1/orders/prepare', (route) => route.continue({ postData: JSON.stringify({ ...(route.request().postDataJSON() as object), ...more }) }), { times: 1 });
        await page.getByRole('button', { name: /准\s?备/ }).click();
        await page.locator('main .ant-alert-error').filter({ hasText: words }).waitFor();
        expect(await page.getByRole('button', { name: '签名并发布' }).count()).toBe(0);
      }
    });
  });
}

export function holidayWork(people: People): void {
  describe.sequential('the county scheduler', () => {
    it('enters the holidays', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('schedule');
      await page.getByRole('button', { name: '节假日' }).click();
      await page.getByLabel('从', { exact: true }).fill('2027-10-01');
      await page.getByLabel('到（可空）').fill('2027-10-03');
      await page.getByRole('button', { name: '添加 3 天' }).click();
      await page.getByRole('button', { name: /保\s?存/ }).click();
      await page.getByText('节假日已保存').waitFor();
      await page.reload();
      await page.getByRole('button', { name: '节假日' }).click();
      await page.getByTestId('holidays').getByText('2027-10-03').waitFor();
    });
  });
}

/** The page is made to edit that item in the place of the township's own. */
async function refusedEdit(person: Person, foreign: string): Promise<void> {
  const { county, page } = person;
  const drawer = page.locator('.ant-drawer-open');
  await person.open('schedule');
  await page.getByRole('button', { name: '下一周' }).click();
  await page.getByRole('button', { name: /移动“早间广播”/ }).first().click();
  expect(await page.locator('.slot', { hasText: '白沙镇晚间广播' }).count()).toBe(0);
  await drawer.getByLabel('时刻（24 小时制）').fill('09:30');
  await page.route(/\/api\/v1\/orders\/[0-9a-f]{64}/, (route) => route.continue({ url: `${county.url}/api/v1/orders/${foreign}` }), { times: 1 });
  await drawer.getByRole('button', { name: '查看播出时刻与冲突' }).click();
  await drawer.locator('.ant-alert-error').filter({ hasText: '没有这个播发' }).waitFor();
  expect(await drawer.getByRole('button', { name: '签名并发布' }).count()).toBe(0);
  await drawer.locator('.ant-drawer-close').click();
  await drawer.waitFor({ state: 'hidden' });
}

/** When the township has a week of its own. */
export function foreignItemWork(people: People): void {
  describe.sequential('township staff on a phone', () => {
    it('neither see nor edit what is scheduled for another township', async () => {
      const { wang, zhang } = people();
      const { page } = wang;
      await wang.open('schedule');
      await page.getByRole('button', { name: '新建日程' }).click();
      await page.getByLabel('标题').fill('白沙镇晚间广播');
      await wang.makeSpeech('白沙镇的村民晚上好。');
      await wang.chooseAreas('区域', '白沙镇');
      await page.getByLabel('时刻（24 小时制）').fill('19:00');
      await page.getByLabel('重复', { exact: true }).click({ force: true });
      await page.locator('.ant-select-item-option', { hasText: '每天' }).click();
      await page.getByRole('button', { name: '查看播出时刻与冲突' }).click();
      await page.getByText('将播出 7 次').waitFor();
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('日程已签发').waitFor();
      await page.getByRole('button', { name: '下一周' }).click();
      const link = await page.getByRole('link', { name: '白沙镇晚间广播' }).first().getAttribute('href');
      await refusedEdit(zhang, /[0-9a-f]{64}/.exec(link!)![0]);
    });
  });
}

/** The time that is left runs down, and the level follows what the microphone hears: beeps, and silence between them. */
async function movesWhileSpeaking({ page }: Person): Promise<void> {
  const left = new Set<string>();
  const levels = new Set<string>();
  await until('a countdown and a level that move', 20, async () => {
    left.add(await page.getByRole('timer').innerText());
    levels.add(await page.getByText(/^音量电平 -\d+ dBFS$/).innerText());
    return left.size >= 3 && levels.size >= 3;
  });
  const seconds = [...left].map((text) => Number(/剩余 2:(\d\d)/.exec(text)![1]));
  expect(seconds).toEqual([...seconds].sort((a, b) => b - a));
}

/** Alone: what the microphone hears must reach the horn in time, and both ends are on this machine. */
export function speakingWork(people: People): void {
  describe.sequential('township staff on a phone', () => {
    it('speak to a village, with a countdown, and end it; the horn sounds and it is recorded', async () => {
      const { county, zhang, li } = people();
      const { page } = zhang;
      const horn = county.horn('TL-500116-0003');
      const before = (await samplesOf(horn)).length;
      await zhang.open('live');
      await zhang.chooseAreas('区域', '油溪镇');
      const prepare = page.getByRole('button', { name: /准\s?备/ });
      await lateAnswerIsDropped(zhang, '签名并发布', () => prepare.click(), () => retype(page.locator('#holder')));
      await prepare.click();
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByRole('button', { name: '打开话筒并开始' }).click();
      const begun = Date.now();
      await page.getByText(/剩余 2:/).waitFor({ timeout: 30_000 });
      await movesWhileSpeaking(zhang);
      await shoot(zhang, 'live-phone');
      await li.open('live');
      await li.page.getByTestId('live-stream').filter({ hasText: '正在讲话' }).getByText('张敏').waitFor();
      await shoot(li, 'live');
      // Chromium's fake microphone beeps twice a second.
      const beeps = async (): Promise<number> => beats(onsets((await samplesOf(horn)).subarray(before)), 0.5, 0.06);
      await until('five beeps in a row at the horn', 40, async () => (await beeps()) >= 5);
      await page.getByRole('button', { name: '结束讲话' }).click();
      await page.getByText('讲话已结束', { exact: true }).waitFor({ timeout: 30_000 });
      const spokenS = (Date.now() - begun) / 1000;
      const player = page.getByTestId('live-stream').filter({ hasText: '已结束' }).locator('audio');
      const { seconds, loudest, beepOnsets } = await recordedIn(page, (await player.first().getAttribute('src'))!);
      expect(seconds).toBeGreaterThan(5 * 0.5);
      expect(seconds).toBeLessThan(spokenS + 2);
      expect(loudest).toBeGreaterThan(0.05);
      // A busy machine delays the fake microphone now and then: all five are there, most of them in step.
      expect(beepOnsets.length).toBeGreaterThanOrEqual(5);
      expect(beats(beepOnsets, 0.5, 0.06)).toBeGreaterThanOrEqual(3);
      await page.getByRole('link', { name: /结\s?果/ }).first().click();
      const row = await outcomeAt(zhang, '油溪镇联合村');
      await row.getByText('已播（无传感器证实）').waitFor({ timeout: 60_000 });
    });
  });
}
