// Looking around: hostile names stay text, days, months and the audit log, English, the description of the API. Steps of office.e2e.ts.
import { describe, expect, it } from 'vitest';
import type { People } from './cast';
import { otherTownship, township, until } from './county';
import { hostile } from './person';
import { shoot } from './screenshots';

const han = /\p{Script=Han}/u;

/** Before there are hostile names: the pictures of the documents are taken here. */
export function overviewWork(people: People): void {
  describe.sequential('the office', () => {
    it('sees a day by its hours, and a month by its townships', async () => {
      const { county, wang } = people();
      const { page } = wang;
      await county.cli('group-set', '沿江两镇', '--area', township, '--area', otherTownship);
      await wang.open('schedule');
      await shoot(wang, 'schedule');
      await page.getByText('按日', { exact: true }).click();
      await page.locator('.hours li').nth(23).waitFor();
      expect(await page.locator('.hours li').count()).toBe(24);
      await page.locator('.hours li').nth(0).getByText('凌晨').first().waitFor();
      await wang.open('reports');
      await page.getByText('按月', { exact: true }).click();
      await page.getByRole('row').filter({ hasText: '白沙镇' }).waitFor({ timeout: 30_000 });
      await page.getByRole('row').filter({ hasText: '合计' }).waitFor();
      await shoot(wang, 'reports');
      for (const place of ['orders', 'terminals', 'media', 'areas', 'wall']) {
        await wang.open(place);
        await shoot(wang, place);
      }
    });
  });
}

/** Filtered by the controller, not by what happens to be loaded. */
export function listWork(people: People): void {
  describe.sequential('the office', () => {
    it('finds an order by its words and its level', async () => {
      const { wang } = people();
      const { page } = wang;
      const rows = (): Promise<string[]> => page.locator('.ant-table-row').allTextContents();
      const only = (what: string) => until(`only ${what}`, 20, async () => (await rows()).length > 0 && (await rows()).every((row) => row.includes(what)));
      await wang.open('orders');
      await page.getByLabel('搜索标题、编号').fill('防汛');
      await only('防汛演习');
      await page.getByLabel('搜索标题、编号').fill('');
      await page.getByRole('combobox', { name: '级别' }).click();
      await page.locator('.ant-select-item-option', { hasText: 'I 级 红' }).first().click();
      await only('I 级 红');
      await page.getByText(/^共 \d+ 条$/).waitFor();
    });
  });
}

export function lookaroundWork(people: People): void {
  describe.sequential('a hostile name', () => {
    it('of a group or a clip is shown as text', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('areas');
      await page.getByRole('button', { name: '新建分组' }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel('分组名称').fill('a/b');
      await form.getByText('名称不能含“/”').waitFor();
      await form.getByLabel('分组名称').fill(hostile);
      await wang.chooseAreas('区域', '白沙镇');
      await form.getByRole('button', { name: /保\s?存/ }).click();
      await form.waitFor({ state: 'hidden' });
      await page.getByRole('cell', { name: hostile }).waitFor();
      await wang.open('media');
      await page.reload();
      await page.getByRole('button', { name: '修改“汛期录音”' }).click();
      await page.getByRole('dialog').getByLabel('名称').fill(hostile);
      await page.getByRole('dialog').getByRole('button', { name: /保\s?存/ }).click();
      // By its own name: an order with such a headline stands in the row of the clip that it plays, too.
      await page.getByRole('button', { name: `修改“${hostile.replace('\u202e', '\ufffd')}”` }).waitFor();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    });
  });

  describe.sequential('the office', () => {
    it('works in English', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('situation');
      await page.getByRole('button', { name: '切换到英文' }).click();
      await page.getByRole('heading', { name: 'Situation', exact: true }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await page.locator('.ant-menu').first().innerText()).not.toMatch(han);
      await wang.open('dispatch');
      await page.getByText('Level I red').first().waitFor();
      expect(await page.locator('main .ant-form').first().innerText()).not.toMatch(han);
      await page.reload();  // remembered
      await page.getByRole('heading', { name: 'Dispatch', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Switch to Chinese' }).click();
      await page.getByRole('heading', { name: '发布警报', exact: true }).waitFor();
    });
  });
}

export function auditWork(people: People): void {
  describe.sequential('an auditor', () => {
    it('reads the description of the API', async () => {
      const { zhao } = people();
      const { page } = zhao;
      await zhao.open('reference');
      await page.getByLabel('按路径、说明、权限或错误代码搜索').fill('groups put');
      await page.getByRole('button', { name: /PUT .*groups/ }).click();
      await page.getByText('请求内容').waitFor();
      await page.getByText('precondition.failed').waitFor();
      await shoot(zhao, 'reference');
    });

    it('searches the audit log, and has its chain verified', async () => {
      const { admin } = people();
      await admin.open('audit');
      await admin.page.getByRole('button', { name: '验证全部' }).click();
      await admin.page.getByText(/全部 \d+ 条记录完好/).waitFor();
      await admin.page.getByRole('combobox', { name: '经手人' }).click();
      await admin.page.locator('.ant-select-item-option', { hasText: 'account:chenjing' }).click();
      await admin.page.getByText('session.opened').first().waitFor();
      await shoot(admin, 'audit');
    });

    it('reads the whole of each entry on a phone, without scrolling sideways', async () => {
      const { admin } = people();
      const { page } = admin;
      await page.setViewportSize({ width: 390, height: 844 });
      const rows = page.locator('.ant-table-tbody-virtual .ant-table-row');
      await rows.locator('.stacked').nth(2).waitFor();
      // What the rows hold decides how high they are; that is known a moment after they are drawn.
      await until('rows as high as what they hold', 10, async () => {
        const boxes = await rows.evaluateAll((all) => all.map((row) => {
          const [outer, inner] = [row.getBoundingClientRect(), row.querySelector('.stacked')!];
          return { top: outer.top, bottom: outer.bottom, right: inner.getBoundingClientRect().right, cut: inner.scrollWidth > inner.clientWidth || inner.getBoundingClientRect().bottom > outer.bottom };
        }));
        return boxes.length > 2 && boxes.every((box, at) => !box.cut && box.right <= 390 && (at === 0 || box.top >= boxes[at - 1]!.bottom - 1));
      });
      const width = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('.ant-table *')].map((part) => part.getBoundingClientRect().right)));
      expect(width).toBeLessThanOrEqual(390);
      await shoot(admin, 'phone-audit');
      await page.setViewportSize({ width: 1360, height: 860 });
    });
  });
}
