// The training environment: another tongluod with roots of its own. It looks unmistakably different, and nothing of it reaches a real terminal.
// Steps of office.e2e.ts.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { People } from './cast';
import { County, until } from './county';
import { afterHeartbeat, answerHostile, leaveWaiting, nameHostile, shownAsText } from './hostile';
import { named, namedForKey, Person } from './person';
import { shoot } from './screenshots';

const headline = named('令');
const violet = 'rgb(91, 42, 134)';

/** As it is on the screen, whatever lies over what. */
async function colourAt(page: Page, at: { x: number; y: number }): Promise<string> {
  const picture = (await page.screenshot({ clip: { ...at, width: 6, height: 6 } })).toString('base64');
  const blank = await page.context().newPage();
  const colour = await blank.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const context = document.createElement('canvas').getContext('2d')!;
    context.drawImage(image, 0, 0);
    return `rgb(${[...context.getImageData(3, 3, 1, 1).data].slice(0, 3).join(', ')})`;
  }, picture);
  await blank.close();
  return colour;
}

async function looksDifferent({ page }: Person): Promise<void> {
  await page.getByText('训练环境：这里的一切都不会在真实终端播出').waitFor();
  const edges = [{ x: 0, y: 400 }, { x: 1354, y: 400 }, { x: 600, y: 0 }, { x: 600, y: 854 }];
  for (const edge of edges) expect(await colourAt(page, edge)).toEqual(violet);
  expect(await page.locator('.banner.training').evaluate((banner) => getComputedStyle(banner).backgroundImage)).toContain(violet);
}

export function trainingWork(people: People): void {
  describe.sequential('the training environment', () => {
    let training: County;
    let trainee: Person;

    it('looks unmistakably different, before the sign-in and after it', async () => {
      const { browser, li } = people();
      training = people().training = await County.train();
      const admin = await Person.arrive(browser, training, 'wangfang', '王芳');
      trainee = people().trainee = await Person.arrive(browser, training, 'xuexi', named('员'));
      await admin.page.goto(training.setUpLink);
      await looksDifferent(admin);
      await shoot(admin, 'training-entry');
      await admin.setUp(training.setUpLink, true);
      await admin.signIn('people');
      await shoot(admin, 'training');
      await trainee.setUp(await admin.createAccount('xuexi', named('员'), ['应急值班员', '审批人', '日程管理员', '技术员', '审计员', '系统管理员']));
      await admin.context.close();
      await trainee.signIn('account');
      await looksDifferent(trainee);
      expect(await li.page.locator('.training-frame, .banner.training').count()).toBe(0);
    });

    it('sends an alert that no real terminal plays, and that the real controller refuses', async () => {
      const { county, wang } = people();
      const { page } = trainee;
      const elsewhere = await county.lead('TL-500116-0001', training);
      await training.trust(await trainee.makeKey('actual'), namedForKey('发布人'), 'dispatch', 'actual', 'I');
      await trainee.open('dispatch');
      await page.getByText('III 级 黄色 较大').click();
      await trainee.makeSpeech('这是培训。');
      await page.getByLabel('标题').fill(headline);
      await page.getByRole('button', { name: '下一步' }).click();
      await trainee.chooseAreas('区域', '500116108000');
      await page.getByText('所选范围约有 2 个终端').waitFor();
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByLabel('终端数量').fill('2');
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('未响').first().waitFor();
      await until('a real terminal that turns away from it', 30, async () => /refuse|verify|certificate/i.test(await readFile(elsewhere, 'utf8')));
      const newest = (): Promise<{ envelope: string; online: boolean[] }> => page.evaluate(async () => {
        const { orders } = (await (await fetch('/api/v1/orders?limit=1')).json()) as { orders: { digest: string }[] };
        const order = (await (await fetch(`/api/v1/orders/${orders[0]!.digest}`)).json()) as { envelope: string; terminals: { online: boolean }[] };
        return { envelope: order.envelope, online: order.terminals.map((one) => one.online) };
      });
      const { envelope, online } = await newest();
      expect(online).toEqual([false, false]);
      // Not by his page: he is at work there.
      const { request } = wang.context;
      const { csrf } = (await (await request.get(`${county.url}/api/v1/session`)).json()) as { csrf: string };
      const answer = await request.post(`${county.url}/api/v1/orders`, { data: { envelope }, headers: { 'X-CSRF-Token': csrf, Origin: county.url } });
      expect([answer.status(), ((await answer.json()) as { code: string }).code]).toEqual([422, 'refused.unknown_key']);
      const { orders } = (await (await request.get(`${county.url}/api/v1/orders?limit=200`)).json()) as { orders: { headline: string }[] };
      expect(orders.map((order) => order.headline)).not.toContain(headline);
      await page.mouse.wheel(0, 2_000);
      await looksDifferent(trainee);
      expect((await page.getByText('训练环境：这里的一切都不会在真实终端播出').boundingBox())!.y).toBeLessThan(100);
    });

    it('has hostile names and texts alone, and each is shown as text where it is seen', async () => {
      await nameHostile(training, trainee);
      await answerHostile(training);
      await leaveWaiting(trainee);
      await shownAsText(trainee);
    });
  });
}

/** Long enough after the rest, so that nobody waits for it. */
export function trainingFaultWork(people: People): void {
  describe.sequential('the training environment', () => {
    it('shows the hostile name of a terminal with a fault as text', async () => {
      const trainee = people().trainee!;
      await shownAsText(trainee, afterHeartbeat);
      expect(trainee.complaints).toEqual([]);
      await trainee.context.close();
    });
  });
}
