// What people do to check each other: an order is sent back and comes again, accounts change by two, a code besides the password, a report on paper.
// Steps of office.e2e.ts.
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { seriousHere } from './accessibility';
import type { People } from './cast';
import { township } from './county';
import { hostile, password, Person } from './person';
import { shoot } from './screenshots';
import { endedSessions } from './sessions';

const capTime = (aheadMs: number): string => new Date(Date.now() + aheadMs + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');

const capMessage = (): string => `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>FLOOD-7</identifier><sender>flood@county.example</sender><sent>${capTime(-60_000)}</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>暴雨</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty><expires>${capTime(3_600_000)}</expires><headline>暴雨红色预警</headline>
<area><areaDesc>白沙镇</areaDesc><geocode><valueName>tongluo:area</valueName><value>${township}</value></geocode></area></info></alert>`;

/** RFC 6238, as an authenticator has it; `ahead` steps from now. */
function oneTimeCode(secret: string, ahead: number): string {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const digest = createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE(digest[19]! & 0xf) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function sendBack(li: Person, reason: string): Promise<void> {
  const { page } = li;
  await li.open('approvals');
  await page.getByRole('button', { name: hostile }).click();
  await page.getByLabel('退回原因').fill(reason);
  await page.getByRole('button', { name: /退\s?回/ }).click();
  await page.getByText('没有等待审批的内容').waitFor();
}

export function sentBackWork(people: People): void {
  describe.sequential('an order that is sent back', () => {
    it('had its places from a CAP message', async () => {
      const { page } = people().wang;
      await people().wang.open('dispatch');
      await page.getByText('I 级 红色 特别重大').click();
      await people().wang.makeSpeech('请立即转移到高处。');
      await page.getByLabel('标题').fill(hostile);
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByRole('button', { name: '从 CAP 消息取区域' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('或粘贴 CAP 1.2 消息（XML）').fill('<alert/>');
      await dialog.getByRole('button', { name: '读取区域' }).click();
      await dialog.getByText('控制中心不能读取此消息').waitFor();
      await dialog.getByLabel('或粘贴 CAP 1.2 消息（XML）').fill(capMessage());
      await dialog.getByRole('button', { name: '读取区域' }).click();
      await dialog.getByTestId('cap-places').getByText(`白沙镇（${township}）`).waitFor();
      await shoot(people().wang, 'dispatch-cap');
      await dialog.getByRole('button', { name: '采用' }).click();
      await page.getByText('所选范围约有 2 个终端').waitFor();
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByLabel('终端数量').fill('2');
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('待审批').first().waitFor();
    });

    it('comes again with the reason read, and nothing of it ever sounds', async () => {
      const { wang, li } = people();
      const { page } = wang;
      await sendBack(li, '标题不对');
      await page.getByText('标题不对').waitFor({ timeout: 30_000 });
      await page.getByText('已退回').first().waitFor();
      await page.getByRole('button', { name: '以现在的时间重发' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('终端数量').fill('2');
      await dialog.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('待审批').first().waitFor();
      await sendBack(li, '不再需要');
      for (const place of ['orders', 'situation', 'wall', 'reports']) {
        await wang.open(place);
        await wang.settled();
        expect(await page.locator('img[src="x"]').count()).toBe(0);
      }
    });
  });

  describe.sequential('a report', () => {
    it('is printed without what is only for the screen, and saved as a table', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('reports');
      const orders = await page.evaluate(async () => ((await (await fetch('/api/v1/orders?limit=50&state=cancelled')).json()) as { orders: { digest: string; class: string }[] }).orders);
      const digest = orders.find((order) => order.class === 'actual')!.digest;
      await wang.open(`reports/${digest}`);
      await page.getByRole('row').filter({ hasText: '白沙镇' }).waitFor();
      await shoot(wang, 'report');
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /CSV/ }).click()]);
      const lines = (await readFile((await saved.path())!, 'utf8')).trim().split(/\r?\n/);
      expect(lines[0]).toContain('应播');
      expect(lines.some((line) => /白沙镇"?,"?2"?,/.test(line))).toBe(true);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('nav, .ant-layout-sider, button').filter({ visible: true }).count()).toBe(0);
      expect(await page.getByRole('row').filter({ hasText: '白沙镇' }).isVisible()).toBe(true);
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
      await page.emulateMedia({ media: 'screen' });
    });
  });
}

export function administrationWork(people: People): void {
  let second: Person;

  describe.sequential('two administrators', () => {
    it('are needed for every change as soon as there are two', async () => {
      const { browser, county, admin } = people();
      second = people().second = await Person.arrive(browser, county, 'sunli', '孙丽');
      await second.setUp(await admin.createAccount('sunli', '孙丽', ['系统管理员']));
      await second.signIn('people');
      await admin.propose('qianwu', hostile, ['审计员']);
      await admin.page.getByText('已提交，需要另一位管理员确认').waitFor();
      const approve = async (person: Person): Promise<void> => {
        await person.open('people');
        await person.page.getByRole('tab', { name: '待确认的变更' }).click();
        const row = person.page.getByRole('row').filter({ hasText: 'qianwu' });
        await row.getByText(hostile).waitFor();
        await row.getByRole('button', { name: /确\s?认/ }).click();
      };
      await approve(admin);
      await admin.page.getByText('必须由另一位管理员确认').waitFor();
      await approve(second);
      await second.page.getByTestId('set-up-link').waitFor();
      expect(await second.page.locator('img[src="x"]').count()).toBe(0);
    });
  });

  endedSessions(people);

  describe.sequential('a one-time code', () => {
    it('is set up, asked for at the next sign-in, and signing out is in the head of the page', async () => {
      const { page } = second;
      await second.open('account');
      const card = page.locator('.ant-card', { hasText: 'TOTP' });
      await card.getByLabel('密码').fill(password('sunli'));
      await card.getByRole('button', { name: /启\s?用/ }).click();
      const secret = (await card.locator('.code').textContent())!;
      await page.getByLabel('动态验证码（6 位）').fill(oneTimeCode(secret, 0));
      await page.getByRole('button', { name: /确\s?认/ }).click();
      await page.getByText('已启用').waitFor();
      await page.getByRole('banner').getByRole('button', { name: '孙丽' }).click();
      await page.getByText('退出登录').click();
      await page.getByLabel('账户名').waitFor();  // the account's own page has fields of a password too
      const passwordField = page.getByLabel('密码');
      expect(await seriousHere(second)).toEqual([]);
      expect(await passwordField.getAttribute('type')).toBe('password');
      expect(await passwordField.getAttribute('autocomplete')).toBe('current-password');
      await page.getByLabel('账户名').fill('sunli');
      await passwordField.fill(password('sunli'));
      await page.getByRole('button', { name: /登\s?录/ }).click();
      await page.getByLabel('动态验证码（6 位）').fill(oneTimeCode(secret, 1));
      await page.getByRole('button', { name: /登\s?录/ }).click();
      await second.shown('situation');
    });
  });
}
