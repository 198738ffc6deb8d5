// The work with sounds that are kept: recordings, the media library, playlists. Steps of office.e2e.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wavOf } from '../src/domain/waveform';
import type { People } from './cast';
import { township } from './county';
import { shoot } from './screenshots';

export function recordingWork(people: People): void {
  describe.sequential('a recording', () => {
    it('is cut on its waveform before it is uploaded, by mouse or keyboard', async () => {
      const { county, wang } = people();
      const { page } = wang;
      await wang.open('media');
      await page.getByRole('tab', { name: '录音' }).first().click();
      const file = join(county.folder, 'signal.wav');
      await writeFile(file, wavOf({ rate: 48_000, channels: [Float32Array.from({ length: 4 * 48_000 }, (_, at) => 0.5 * Math.sin(at / 20))] }, { fromS: 0, untilS: 4 }));
      await page.locator('input[type=file]').setInputFiles(file);
      const wave = page.getByTestId('waveform');
      await wave.scrollIntoViewIfNeeded();
      const { width } = (await wave.boundingBox())!;
      await wave.hover({ position: { x: width / 4, y: 20 } });
      await page.mouse.down();
      await wave.hover({ position: { x: width - 1, y: 20 }, force: true });
      await page.mouse.up();
      await page.getByText(/共 3.0 秒/).waitFor();
      await page.getByRole('slider', { name: '终点（秒）' }).focus();
      for (let step = 0; step < 10; ++step) await page.keyboard.press('ArrowLeft');
      await page.getByText(/共 2.0 秒/).waitFor();
      const [answer] = await Promise.all([page.waitForResponse(/api\/v1\/audio/), page.getByRole('button', { name: '上传所选部分' }).click()]);
      expect(Math.round(((await answer.json()) as { duration_ms: number }).duration_ms / 500)).toBe(4);
      await page.getByTestId('clip').getByTestId('waveform').waitFor();
    });
  });
}

export function libraryWork(people: People): void {
  describe.sequential('a recording', () => {
    it('is in the library with its author, its last day and who uses it; an expired one is refused for what is new', async () => {
      const { wang } = people();
      const { page } = wang;
      await wang.open('media');
      await page.reload();
      const row = page.getByRole('row').filter({ hasText: 'signal.wav' });
      await row.getByText('chenjing').waitFor();
      await row.getByText('未使用').waitFor();
      const scheduled = page.getByRole('row').filter({ hasText: '油溪镇的村民早上好' });
      await scheduled.getByRole('link', { name: '早间广播' }).first().waitFor();
      await scheduled.getByText(/日程 20/).first().waitFor();
      await page.getByRole('button', { name: '修改“signal.wav”' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('名称').fill('汛期录音');
      await dialog.getByLabel('有效期至').fill('2026-01-31');
      await dialog.getByRole('button', { name: /保\s?存/ }).click();
      const renamed = page.getByRole('row').filter({ hasText: '汛期录音' });
      await renamed.getByText('已过期').waitFor();
      await renamed.getByText('2026-01-31').waitFor();
      const choose = async (state: string, asked: string): Promise<void> => {
        const answered = page.waitForResponse((response) => response.url().includes(asked));
        await page.getByRole('combobox', { name: '状态', exact: true }).click({ force: true });
        await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: state }).click();
        await answered;
      };
      await choose('未使用', 'used=false');
      await scheduled.waitFor({ state: 'detached' });
      await renamed.waitFor();
      await choose('已过期', 'expired=true');
      await page.getByText('共 1 条', { exact: true }).waitFor();
      await shoot(wang, 'library');
      const answer = await page.evaluate(async (code) => {
        const session = (await (await fetch('/api/v1/session')).json()) as { csrf: string };
        const { clips } = (await (await fetch('/api/v1/clips?expired=true')).json()) as { clips: { clip: string }[] };
        const body = JSON.stringify({ class: 'routine', level: 'routine', areas: [code], items: [{ clip: clips[0]!.clip }] });
        const response = await fetch('/api/v1/orders/prepare', { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf } });
        return ((await response.json()) as { code: string; field: string }).code;
      }, township);
      expect(answer).toBe('prepare.expired_clip');
    });
  });
}

export function playlistWork(people: People): void {
  describe.sequential('a playlist', () => {
    it('is made of two clips, put in order, and scheduled; the week shows it', async () => {
      const { zhang } = people();
      const { page } = zhang;
      const drawer = page.locator('.ant-drawer-open');
      await zhang.open('media');
      await zhang.makeSpeech('开始曲。');
      await zhang.open('schedule');
      await page.getByRole('button', { name: '播放列表', exact: true }).click();
      await drawer.getByRole('button', { name: '新建播放列表' }).click();
      await drawer.getByLabel('列表名称').fill('早间节目');
      for (const name of ['油溪镇的村民早上好', '开始曲']) {
        await drawer.getByLabel('从音频库添加').click({ force: true });
        await drawer.getByLabel('从音频库添加').fill(name);
        await page.locator('.ant-select-item-option', { hasText: name }).click();
      }
      await drawer.getByRole('button', { name: /上移“开始曲/ }).click();
      await drawer.getByTestId('playlist-clips').locator('li').first().getByText(/1\. 开始曲/).waitFor();
      await drawer.getByText(/2 个音频，共 0:/).waitFor();
      await drawer.getByRole('button', { name: /保\s?存/ }).click();
      await page.getByText('播放列表已保存').waitFor();
      await drawer.getByText('早间节目').waitFor();
      await drawer.locator('.ant-drawer-close').click();
      await drawer.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: '新建日程' }).click();
      await page.getByLabel('标题').fill('周一节目');
      await drawer.getByText('播放列表', { exact: true }).click();
      await page.getByRole('combobox', { name: '选择播放列表' }).click({ force: true });
      await page.locator('.ant-select-item-option', { hasText: '早间节目' }).click();
      await zhang.chooseAreas('区域', '油溪镇');
      // Next Monday, as above; the form begins with tomorrow.
      const tomorrow = new Date(`${await drawer.getByLabel('日期').inputValue()}T00:00:00Z`);
      tomorrow.setUTCDate(tomorrow.getUTCDate() + ((8 - tomorrow.getUTCDay()) % 7));
      await drawer.getByLabel('日期').fill(tomorrow.toISOString().slice(0, 10));
      await page.getByLabel('时刻（24 小时制）').fill('18:30');
      await page.getByRole('button', { name: '查看播出时刻与冲突' }).click();
      await drawer.getByText(/2 段共/).waitFor();
      await page.getByRole('button', { name: '签名并发布' }).click();
      await page.getByText('日程已签发').waitFor();
      await drawer.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: '下一周' }).click();
      await page.locator('.day').first().locator('.slot', { hasText: '周一节目' }).getByText('18:30').waitFor();
    });

    it('changes nothing that is signed when it is edited: what plays its old state is told and signed again', async () => {
      const { zhang } = people();
      const { page } = zhang;
      const drawer = page.locator('.ant-drawer-open');
      await page.getByRole('button', { name: '播放列表', exact: true }).click();
      await drawer.getByRole('button', { name: '修改列表“早间节目”' }).click();
      await drawer.getByRole('button', { name: /下移“开始曲/ }).click();
      await drawer.getByRole('button', { name: /保\s?存/ }).click();
      await drawer.getByText('早间节目').waitFor();
      await drawer.locator('.ant-drawer-close').click();
      await drawer.waitFor({ state: 'hidden' });
      await page.getByText('播放列表已修改').waitFor();
      await shoot(zhang, 'playlist-changed');
      await page.getByRole('button', { name: '重新签发' }).click();
      await drawer.getByRole('button', { name: '签名并发布' }).click();
      await drawer.waitFor({ state: 'hidden' });
      await page.getByText('播放列表已修改').waitFor({ state: 'hidden' });
      await page.locator('.slot', { hasText: '周一节目' }).getByText('18:30').first().waitFor();
    });
  });
}
