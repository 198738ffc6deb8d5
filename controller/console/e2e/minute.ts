// An item that is scheduled for the next minute, and is heard then. Steps of office.e2e.ts.
import { describe, expect, it } from 'vitest';
import type { People } from './cast';
import { Horns } from './horns';
import { outcomeAt } from './outcome';
import { shoot } from './screenshots';

const headline = '村民大会通知';
const place = 'TL-500116-0003';
const minuteMs = 60_000;
const dayMs = 86_400_000;
const zoneMs = 8 * 3_600_000;
/** As near to the minute as a listener would say that it is on time. */
const nearMs = 2_000;
/** To make the speech, look, and sign. */
const enoughMs = 40_000;

/** The first whole minute that is far enough away, as the county's clocks show it. */
function nextMinute(): string {
  const at = Math.ceil((Date.now() + enoughMs) / minuteMs) * minuteMs;
  return new Date(at + zoneMs).toISOString();
}

/** Gives the step that is to come last: what lies between is done while the minute comes near. */
export function minuteWork(people: People): () => void {
  let horns: Horns;
  let asked: string;

  describe.sequential('township staff on a phone', () => {
    it('schedule an item for the next minute', async () => {
      const { county, zhang } = people();
      const { page } = zhang;
      await zhang.open('schedule');
      await page.getByRole('button', { name: '新建日程' }).click();
      await page.getByLabel('标题').fill(headline);
      await zhang.makeSpeech('请村民到村委会开会。');
      await zhang.chooseAreas('区域', '油溪镇');
      asked = nextMinute();
      await page.getByLabel('日期').fill(asked.slice(0, 10));
      await page.getByLabel('时刻（24 小时制）').fill(asked.slice(11, 16));
      await page.getByRole('button', { name: '查看播出时刻与冲突' }).click();
      await page.getByText('将播出 1 次').waitFor();
      horns = await Horns.from(county, [place]);
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('日程已签发').waitFor();
      await page.locator('.slot').filter({ hasText: headline }).getByText(asked.slice(11, 16)).waitFor();
    });
  });

  return () => describe.sequential('township staff on a phone', () => {
    it('heard it at that minute, and are told by the terminal', async () => {
      const { zhang } = people();
      await horns.sound(2, 120);
      await zhang.open('schedule');
      await zhang.page.getByRole('button', { name: /本\s?周/ }).click();
      await zhang.page.getByRole('link', { name: headline }).click();
      const row = await outcomeAt(zhang, '油溪镇联合村');
      await row.getByText('已播（无传感器证实）').waitFor({ timeout: 60_000 });
      // When its first sample left the sound card, to the second below.
      const first = /\d\d:\d\d:\d\d/.exec(await row.innerText())![0];
      const apartMs = Math.abs(Date.parse(`${asked.slice(0, 11)}${first}Z`) - Date.parse(`${asked.slice(0, 16)}Z`));
      expect(Math.min(apartMs, dayMs - apartMs)).toBeLessThanOrEqual(nearMs);
      await shoot(zhang, 'phone-scheduled-outcome');
    });
  });
}
