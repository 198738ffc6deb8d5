// A technician's work at the pole: a terminal that is looked into, a new one, its photos, how a cabinet went. Steps of office.e2e.ts.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filmed } from './camera';
import type { People } from './cast';
import { until, withCabinet } from './county';
import { openBrowser, Person } from './person';
import { photoOf, photoShown } from './photo';
import { shoot } from './screenshots';

const claimCode = (told: string): string => /([0-9A-Z]{5}-){5}[0-9A-Z]{5}/.exec(told)![0];

/** By the command on the terminal's page; a machine too busy to sound in time looks broken, and is tested again. */
async function selfTest({ page }: Person, result: '完成' | '失败'): Promise<void> {
  const tests = page.getByRole('row').filter({ hasText: '安静自检' });
  const ended = tests.filter({ hasText: /完成|失败/ });
  const proved = tests.filter({ has: page.getByText(result, { exact: true }) });
  await page.getByRole('tab', { name: '远程指令' }).click();
  const before = await proved.count();
  for (let tries = 0; tries < 3 && (await proved.count()) === before; ++tries) {
    const already = await ended.count();
    await page.getByRole('button', { name: '安静自检' }).click();
    await ended.nth(already).waitFor();
  }
  expect(await proved.count()).toBe(before + 1);
  await page.getByRole('tab', { name: '诊断' }).click();
}

export function technicianWork(people: People): void {
  describe.sequential('a technician', () => {
    it('finds a terminal, reads its diagnosis and has it test itself', async () => {
      const { zhao } = people();
      const { page } = zhao;
      await zhao.open('terminals');
      await page.getByLabel('按名称、编号或区域代码搜索').fill('联合');
      await page.getByText('1 / 4 个终端').waitFor();
      await page.getByRole('link', { name: '油溪镇联合村' }).click();
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

    it('is told that an amplifier is dead and what to do, mends it, and has the terminal prove it', async () => {
      const { county, zhao } = people();
      const { page } = zhao;
      const findings = page.locator('.ant-card').filter({ hasText: '把握' });
      const amplifier = findings.filter({ has: page.locator('.ant-card-head-title').getByText('功放', { exact: true }) });
      await zhao.open(`terminals/${withCabinet}`);
      await findings.first().waitFor();
      expect(await amplifier.count()).toBe(0);
      county.cabinetFault('dead_amplifier', true);
      await selfTest(zhao, '失败');
      await amplifier.getByText('无声', { exact: true }).waitFor();
      expect(await amplifier.locator('p').first().innerText()).toBe('处置：检查功放供电、保险丝和继电器；运行 tongluo-terminal selftest，仍无输出则更换功放。');
      expect(await amplifier.locator('p').last().innerText()).toMatch(/^依据：自检未通过：/);
      await shoot(zhao, 'diagnosis');
      county.cabinetFault('dead_amplifier', false);
      await selfTest(zhao, '完成');
      await amplifier.waitFor({ state: 'detached' });
      await findings.first().waitFor();
    });

    it('is kept from what others do', async () => {
      const { zhao } = people();
      await zhao.open('people');
      await zhao.page.getByText('您没有此权限').waitFor();
      expect(await zhao.page.getByRole('button', { name: '全部停止' }).count()).toBe(0);
    });
  });

  describe.sequential('a new terminal', () => {
    it('is known by its code, which the phone reads through its camera', async () => {
      const { county } = people();
      const code = claimCode(await county.cli('enrol', 'code', '--label', 'van 4'));
      const browser = await openBrowser(await filmed(code, join(county.folder, 'label.y4m')));
      try {
        const phone = await Person.arrive(browser, county, 'zhaolei', '赵雷', true);
        const { page } = phone;
        await phone.context.grantPermissions(['camera']);
        await phone.signIn('install');
        const next = page.getByRole('button', { name: '下一步' });
        expect(await next.isDisabled()).toBe(true);
        await page.getByRole('button', { name: '用摄像头扫码' }).click();
        await until('the code is read', 20, async () => (await page.getByLabel('领用码').inputValue()) === code);
        await page.locator('video').waitFor({ state: 'detached' });
        await next.click();
        await page.getByText('新位置').waitFor();
        expect(phone.complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    });

    it('is installed by a technician with a phone', async () => {
      const { county, zhao } = people();
      const { page } = zhao;
      const code = claimCode(await county.cli('enrol', 'code', '--label', 'van 3'));
      await county.switchOn('SN-40021', code);
      await zhao.context.grantPermissions(['geolocation']);
      await zhao.context.setGeolocation({ latitude: 29.2401, longitude: 106.1122 });
      await page.setViewportSize({ width: 390, height: 844 });
      await zhao.open('install');
      const next = page.getByRole('button', { name: '下一步' });
      await page.getByLabel('领用码').fill(`${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`);
      await page.getByText('领用码有误，请核对').waitFor();
      expect(await next.isDisabled()).toBe(true);
      await page.getByLabel('领用码').fill(code.toLowerCase());
      await next.click();
      await page.getByText('新位置').click();
      await page.getByLabel('编号').fill('TL-500116-0005');
      await page.getByLabel('名称').fill('油溪镇金刚村');
      await zhao.chooseAreas('区域', '油溪镇');
      await page.getByRole('button', { name: '使用当前位置' }).click();
      await page.getByText('29.240100, 106.112200').waitFor();
      await next.click();
      await page.getByRole('button', { name: '签名并绑定' }).click();
      await page.getByText('已绑定').or(page.getByText('终端 TL-500116-0005 已上线')).waitFor();
    });
  });
}

export function installedWork(people: People): void {
  describe.sequential('a new terminal', () => {
    it('is told online, as soon as it has asked again', async () => {
      await people().zhao.page.getByText('终端 TL-500116-0005 已上线').waitFor({ timeout: 90_000 });
    });

    it('is photographed where it hangs: small, without its position, and on its page', async () => {
      const { li, zhao } = people();
      const { page } = zhao;
      const files = page.locator('input[type=file]');
      for (const [number, colour] of ['olive', 'teal'].entries()) {
        await files.first().setInputFiles(await photoOf(page, colour));
        await page.getByTestId('photo').nth(number).waitFor();
      }
      await files.first().setInputFiles({ name: 'page.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') });
      await page.getByText('无法读取这张照片').waitFor();
      await shoot(zhao, 'install-photos');
      await page.getByRole('link', { name: '查看诊断' }).click();
      await page.getByRole('tab', { name: '状态' }).click();
      await until('two photos', 20, async () => (await photoShown(page)).length === 2);
      const [first] = await photoShown(page);
      expect(first).toEqual({ type: 'image/jpeg', width: 1280, height: 960, exif: false });
      await page.getByRole('button', { name: /^删除照片/ }).first().click();
      await page.getByRole('button', { name: /^确\s?定$/ }).click();
      await until('one photo', 20, async () => (await photoShown(page)).length === 1);
      await page.setViewportSize({ width: 1360, height: 860 });
      await li.open('terminals/TL-500116-0005');
      await li.page.getByRole('tab', { name: '状态' }).click();
      await until('the photo, for who only looks', 20, async () => (await photoShown(li.page)).length === 1);
      expect(await li.page.getByRole('button', { name: /^删除照片/ }).count()).toBe(0);
    });

    it('draws how a cabinet went, from what its sensors said', async () => {
      const { zhao } = people();
      const { page } = zhao;
      await zhao.open(`terminals/${withCabinet}`);
      await page.getByRole('tab', { name: '历史曲线' }).click();
      for (const [field, figures] of [['battery_percent', /最近 (9\d|100) %/], ['cabinet_celsius', /最近 \d+ °C/], ['output_level_percent', /最近 \d+ %/]] as const) {
        const card = page.getByTestId(`history-${field}`);
        await card.getByText(figures).waitFor();
        const line = card.locator('path.history-line').first();
        expect(await line.getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+/);
        expect((await line.boundingBox())!.y).toBeGreaterThan(0);
      }
      await page.getByTestId('history-signal_dbm').getByText('此时间段内没有数据').waitFor();
      await shoot(zhao, 'terminal-history');
    });

    it('leaves its place to other hardware in one step: the old box is refused from then on', async () => {
      const { county, zhao } = people();
      const { page } = zhao;
      const boxes = (): Promise<string[]> => page.evaluate(async () => {
        const answer = await fetch('/api/v1/enrolment/devices?text=TL-500116-0005');
        return ((await answer.json()) as { devices: { hardware: string; state: string }[] }).devices.map((box) => `${box.hardware} ${box.state}`);
      });
      expect(await boxes()).toEqual(['SN-40021 active']);
      const code = claimCode(await county.cli('enrol', 'code', '--label', 'van 5'));
      await county.switchOn('SN-40022', code);
      await zhao.open('install');
      await page.getByLabel('领用码').fill(code);
      const next = page.getByRole('button', { name: '下一步' });
      await next.click();
      await page.locator('#install-terminal').fill('0005');
      await page.locator('.ant-select-item-option').filter({ hasText: 'TL-500116-0005' }).click();
      await page.getByLabel('更换设备：旧设备立即停用').check();
      await next.click();
      await page.getByText('旧设备将立即停用。').waitFor();
      await page.getByRole('button', { name: '签名并绑定' }).click();
      await until('the new box has the place', 60, async () => (await boxes()).join() === 'SN-40022 active');
      await page.getByText('终端 TL-500116-0005 已上线').waitFor({ timeout: 60_000 });
    });
  });
}
