// The work of a county's people, from the first start on. Steps build on each other.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './accessibility';
import { County, otherTownship, township, until } from './county';
import { installationWork } from './installation';
import { libraryWork } from './library';
import { openBrowser, Person } from './person';
import { shoot } from './screenshots';
import { beats, onsets, samplesOf } from './sound';

let county: County;
let browser: Browser;
let wang: Person;
let li: Person;
let zhang: Person;
let zhao: Person;

beforeAll(async () => {
  [county, browser] = await Promise.all([County.start(), openBrowser()]);
});

// What everybody saw when a step failed, beside the logs.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const person of [wang, li, zhang, zhao]) await person?.page.screenshot({ path: `${county.folder}/failed-${person.name}.png` }).catch(() => undefined);
  console.error(`kept: ${county.folder}`);
  county.keep = true;
});

afterAll(async () => {
  await browser?.close();
  await county?.stop();
});

async function createAccount(by: Person, name: string, displayName: string, roles: string[], area?: string): Promise<string> {
  const { page } = by;
  await by.open('people');
  await page.getByRole('button', { name: '新建账户' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('账户名').fill(name);
  await form.getByLabel('姓名').fill(displayName);
  for (const role of roles) await form.getByLabel(role).check();
  if (area) await by.chooseAreas('区域（空为全县）', area);
  await form.getByRole('button', { name: '提交变更' }).click();
  await form.waitFor({ state: 'hidden' });
  return (await page.getByTestId('set-up-link').textContent({ timeout: 20_000 }))!.trim();
}

const allPages = ['situation', 'dispatch', 'approvals', 'orders', 'live', 'schedule', 'media', 'terminals', 'areas', 'firmware', 'calls', 'reports', 'account'];
const hereLink = (link: string): string => county.url + link.slice(link.indexOf('/#/'));

async function headlineOfNewest(person: Person, headline: string): Promise<void> {
  await person.open('orders');
  await person.page.getByRole('link', { name: headline }).first().click();
  await person.page.getByRole('heading', { name: headline }).waitFor();
}

describe('accounts', () => {
  it('the one-time link of the first start makes the first administrator, once', async () => {
    wang = await Person.arrive(browser, county, 'wangfang', '王芳');
    await wang.setUp(county.setUpLink, true);
    await wang.signIn();
  });

  it('a wrong password is refused in words', async () => {
    const stranger = await Person.arrive(browser, county, 'wangfang', '');
    await stranger.page.goto(`${county.url}/#/`);
    await shoot(stranger, 'sign-in');
    await stranger.page.getByLabel('账户名').fill('wangfang');
    await stranger.page.getByLabel('密码').fill('not the password');
    await stranger.page.getByRole('button', { name: /登\s?录/ }).click();
    await stranger.page.getByText('账户名或密码不正确').waitFor();
    await stranger.context.close();
  });

  it('the administrator makes accounts, and each person sets an own password', async () => {
    li = await Person.arrive(browser, county, 'liwei', '李伟');
    zhang = await Person.arrive(browser, county, 'zhangmin', '张敏', true);
    zhao = await Person.arrive(browser, county, 'zhaolei', '赵雷');
    await li.setUp(hereLink(await createAccount(wang, 'liwei', '李伟', ['应急值班员', '审批人'])));
    await zhang.setUp(hereLink(await createAccount(wang, 'zhangmin', '张敏', ['乡镇工作人员'], '油溪镇')));
    await zhao.setUp(hereLink(await createAccount(wang, 'zhaolei', '赵雷', ['技术员'])));
    const dispatcher = await Person.arrive(browser, county, 'chenjing', '陈静');
    await dispatcher.setUp(hereLink(await createAccount(wang, 'chenjing', '陈静', ['应急值班员', '审批人', '日程管理员'])));
    await wang.context.close();
    wang = dispatcher;
    await Promise.all([wang.signIn(), li.signIn(), zhang.signIn(), zhao.signIn()]);
  });

  it('keys are made in the browsers, and put on the trust list by the root ceremony', async () => {
    const notice = wang.page.getByTestId('key-notice');
    await wang.open('dispatch');
    await notice.getByText('此浏览器没有用于').waitFor();
    await county.trust(await wang.makeKey('actual'), '陈静', 'dispatch', 'actual', 'I');
    await county.trust(await wang.makeKey('exercise'), '陈静', 'exercise', 'exercise', 'I');
    await county.trust(await wang.makeKey('routine'), '陈静', 'announce', 'routine', 'routine');
    await county.trust(await li.makeKey('actual'), '李伟', 'dispatch', 'actual', 'I');
    await county.trust(await zhang.makeKey('routine'), '张敏', 'announce', 'routine', 'routine', otherTownship);
    await county.trust(await zhao.makeKey('maintain'), '赵雷', 'maintain', '', '');
    await shoot(wang, 'keys');
    await wang.open('dispatch');
    await wang.page.reload();
    await wang.page.getByText('I 级 红色 特别重大').waitFor();
    await notice.waitFor({ state: 'detached' });
  });

  it('the administrator sees whose keys may sign what', async () => {
    const admin = await Person.arrive(browser, county, 'wangfang', '王芳');
    await admin.signIn();
    await admin.open('people');
    const row = (name: string) => admin.page.getByRole('row').filter({ hasText: name });
    for (const what of ['实际警报', '演习', '日常广播']) await row('陈静').getByText(what, { exact: true }).waitFor();
    await row('赵雷').getByText('维护', { exact: true }).waitFor();
    await row('王芳').getByText('没有密钥').waitFor();
    await shoot(admin, 'people');
    await admin.context.close();
  });
});

describe('an alert of level I', () => {
  const headline = '长江洪峰紧急转移';

  it('is composed in three steps, confirmed by its number and signed; it waits for a second person', async () => {
    const { page } = wang;
    await wang.open('dispatch');
    await page.getByText('I 级 红色 特别重大').click();
    await wang.makeSpeech('洪水正在上涨，请沿江居民立即向高处转移。');
    await page.getByLabel('标题').fill(headline);
    await shoot(wang, 'dispatch-what');
    await page.getByRole('button', { name: '下一步' }).click();
    await wang.chooseAreas('区域', '白沙镇');
    await page.getByText('所选范围约有 2 个终端').waitFor();
    await shoot(wang, 'dispatch-where');
    await page.getByRole('button', { name: '下一步' }).click();
    const sign = page.getByRole('button', { name: '签名并发布' });
    await sign.waitFor();
    expect(await sign.isDisabled()).toBe(true);
    await page.getByLabel('终端数量').fill('3');
    expect(await sign.isDisabled()).toBe(true);
    await page.getByLabel('终端数量').fill('2');
    await shoot(wang, 'dispatch-sign');
    await sign.click();
    await page.getByText('待审批').first().waitFor();
  });

  it('is read from its bytes by the second person, who signs; it sounds', async () => {
    const { page } = li;
    await li.open('approvals');
    await page.getByRole('button', { name: new RegExp(headline) }).click();
    await page.getByText('向高处转移').or(page.getByText(headline)).first().waitFor();
    await page.getByLabel('终端数量').fill('2');
    await shoot(li, 'approval');
    await page.getByRole('button', { name: '签名批准' }).click();
    await page.getByText('已批准并发出').waitFor();
    await headlineOfNewest(li, headline);
    await page.getByText('正在响 2').waitFor({ timeout: 40_000 });
    await page.getByRole('tab', { name: '各乡镇进度' }).click();
    await shoot(li, 'progress');
    await li.open('situation');
    await shoot(li, 'situation');
  });

  it('is cancelled by one signature', async () => {
    const { page } = wang;
    await headlineOfNewest(wang, headline);
    await page.getByRole('button', { name: '取消播发' }).click();
    // The dialog stands still from its first moment on: a button that grows into its place is missed.
    expect(await page.evaluate(() => document.querySelector('.ant-modal')!.getAnimations({ subtree: true }).length)).toBe(0);
    await page.getByRole('button', { name: '签名并取消' }).click();
    await page.getByText('已取消').first().waitFor({ timeout: 30_000 });
    await page.getByText('未响 2').waitFor({ timeout: 30_000 });
  });
});

describe('a drill', () => {
  it('looks unmistakably different, and stop-all ends it from any page', async () => {
    const { page } = wang;
    await wang.open('dispatch');
    await page.getByText('演习', { exact: true }).click();
    await page.locator('.drill-frame').first().waitFor();
    await wang.makeSpeech('这是防汛演习。这是防汛演习。请大家按预案集合，清点人数，等待进一步通知。');
    await page.getByLabel('标题').fill('防汛演习');
    await page.getByRole('button', { name: '下一步' }).click();
    await wang.chooseAreas('区域', '白沙镇');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('button', { name: '签名并发布演习' }).click();
    await page.getByText('演习进行中：这不是真实警报').waitFor();
    await page.getByText('正在响 2').waitFor({ timeout: 40_000 });
    await shoot(wang, 'drill');
    await wang.open('terminals');
    await page.getByRole('button', { name: '全部停止' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '查看将停止的内容' }).click();
    await dialog.getByText('将停止 1 个播发').waitFor();
    await dialog.getByRole('button', { name: '签名并全部停止' }).click();
    await page.getByText('已停止：已送达').waitFor();
    await headlineOfNewest(wang, '防汛演习');
    await page.getByText('已取消').first().waitFor({ timeout: 30_000 });
  });
});

describe('township staff on a phone', () => {
  it('see their own township alone, and schedule a week for it', async () => {
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
    await page.getByRole('button', { name: '查看播出时刻与冲突' }).click();
    await page.getByText('将播出 7 次').waitFor();
    await page.getByRole('button', { name: '签名并发布' }).click();
    await page.getByText('日程已签发').waitFor();
    // Next Monday is always one of the seven days from tomorrow on.
    await page.getByRole('button', { name: '下一周' }).click();
    await page.getByRole('link', { name: /早间广播/ }).first().waitFor();
    await shoot(zhang, 'schedule-phone');
  });

  it('move one of its days by keyboard or by dragging, and copy the week', async () => {
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
    await drawer.getByRole('button', { name: '查看播出时刻与冲突' }).click();
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

  it('has its holidays from the county scheduler', async () => {
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

  it('may not reach another township', async () => {
    const answer = await zhang.page.evaluate(async (code) => {
      const session = (await (await fetch('/api/v1/session')).json()) as { csrf: string };
      const body = JSON.stringify({ class: 'routine', level: 'routine', areas: [code], live: { holder: 'x' } });
      const response = await fetch('/api/v1/orders/prepare', { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf } });
      return { status: response.status, problem: ((await response.json()) as { code: string }).code };
    }, township);
    expect(answer).toEqual({ status: 403, problem: 'area.refused' });
  });

  it('speak to a village, with a countdown, and end it; the horn sounds and it is recorded', async () => {
    const { page } = zhang;
    const horn = join(county.home, 'terminals', 'TL-500116-0003', 'sound.wav');
    const before = (await samplesOf(horn)).length;
    await zhang.open('live');
    await zhang.chooseAreas('区域', '油溪镇');
    await page.getByRole('button', { name: /准\s?备/ }).click();
    await page.getByRole('button', { name: '签名并发布' }).click();
    await page.getByRole('button', { name: '打开话筒并开始' }).click();
    await page.getByText(/剩余 2:/).waitFor({ timeout: 30_000 });
    await shoot(zhang, 'live-phone');
    // Chromium's fake microphone beeps twice a second.
    const beeps = async (): Promise<number> => beats(onsets((await samplesOf(horn)).subarray(before)), 0.5, 0.06);
    await until('five beeps in a row at the horn', 40, async () => (await beeps()) >= 5);
    await page.getByRole('button', { name: '结束讲话' }).click();
    await page.getByText('讲话已结束').waitFor({ timeout: 30_000 });
    const recorded = async (): Promise<boolean> =>
      page.evaluate(async () => {
        const { streams } = (await (await fetch('/api/v1/live')).json()) as { streams: { state: string; recording: string | null }[] };
        return streams.some((stream) => stream.state === 'ended' && stream.recording !== null);
      });
    await until('the recording', 20, recorded);
  });
});

describe('a technician', () => {
  it('finds a terminal, reads its diagnosis and has it test itself', async () => {
    const { page } = zhao;
    await zhao.open('terminals');
    await page.getByLabel('按名称、编号或区域代码搜索').fill('金盆');
    await page.getByText('1 / 4 个终端').waitFor();
    await page.getByRole('link', { name: '白沙镇金盆村' }).click();
    await page.getByText('处置').first().waitFor();
    await page.getByRole('tab', { name: '状态' }).click();
    await shoot(zhao, 'terminal');
    await page.getByRole('tab', { name: '历史曲线' }).click();
    // These terminals have no cabinet to read: said, and not drawn as nought.
    await page.getByTestId('history-battery_percent').getByText('此时间段内没有数据').waitFor();
    await page.getByText('三个月').click();
    await page.getByTestId('history-signal_dbm').getByText('此时间段内没有数据').waitFor();
    await page.getByRole('tab', { name: '远程指令' }).click();
    await page.getByRole('button', { name: '安静自检' }).click();
    await page.getByText('完成', { exact: true }).waitFor({ timeout: 30_000 });
  });

  it('is kept from what others do', async () => {
    await zhao.open('people');
    await zhao.page.getByText('您没有此权限').waitFor();
    expect(await zhao.page.getByRole('button', { name: '全部停止' }).count()).toBe(0);
  });
});

libraryWork(() => ({ county, wang, zhang }));

describe('every page', () => {
  it('fits a phone', async () => {
    const { page } = wang;
    await page.setViewportSize({ width: 390, height: 844 });
    const order = await page.evaluate(async () => ((await (await fetch('/api/v1/orders?limit=1')).json()) as { orders: { digest: string }[] }).orders[0]!.digest);
    const places = [...allPages, `orders/${order}`, `reports/${order}`, 'terminals/TL-500116-0001', 'wall'];
    const tooWide: string[] = [];
    for (const place of places) {
      await wang.open(place);
      await page.locator('main h1').first().waitFor();
      await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 390) tooWide.push(`${place}: ${width}`);
      await shoot(wang, `phone-${place.split('/').slice(0, 2).map((part) => part.slice(0, 12)).join('-')}`);
    }
    await page.setViewportSize({ width: 1360, height: 860 });
    expect(tooWide).toEqual([]);
  });

  it('sorts its lists by a click on the head of a column', async () => {
    const { page } = wang;
    await wang.open('terminals');
    const names = (): Promise<string[]> => page.locator('.ant-table-tbody-virtual a').allTextContents();
    await until('the terminals', 20, async () => (await names()).length === 4);
    const head = page.getByRole('columnheader', { name: '编号' });
    await head.click();
    await head.click();
    await until('the last one first', 10, async () => (await names())[0] === '几江街道五举村');
  });

  it('has no serious accessibility finding, in both looks', async () => {
    const findings: string[] = [];
    for (const page of allPages) findings.push(...(await seriousFindings(wang, page, 'light')));
    for (const page of ['situation', 'dispatch', 'schedule', 'account']) findings.push(...(await seriousFindings(wang, page, 'dark')));
    expect(findings).toEqual([]);
  }, 240_000);

});

installationWork(() => ({ county, wang, zhao }));

describe('the whole day', () => {
  it('broke nothing of the content security policy, and threw nothing', () => {
    expect([wang, li, zhang, zhao].flatMap((person) => person.complaints)).toEqual([]);
  });
});
