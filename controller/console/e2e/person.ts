// A person at a browser of their own: what they see and click, by its words.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { until, type County } from './county';

export const password = (name: string): string => `${name}的铜锣响彻山村2026`;

const flags = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--enable-unsafe-swiftshader', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required',
];

export const markup = '<img src=x onerror=alert(1)>';

/** A name that would like to be markup, to turn round what follows it, and to be wider than a phone. */
export const hostile = `${markup}\u202e${'W'.repeat(24)}`;

export const named = (what: string): string => `${hostile}${what}`;

/** Likewise, but for the command line, which takes nothing for a signature that turns round what follows it. */
export const namedForKey = (what: string): string => `${markup}${'W'.repeat(24)}${what}`;

export const openBrowser = (...more: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.TONGLUO_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: [...flags, ...more], env: { ...process.env as Record<string, string>, LANGUAGE: 'zh_CN' } });

export class Person {
  private constructor(
    readonly name: string,
    readonly displayName: string,
    readonly county: County,
    readonly context: BrowserContext,
    readonly page: Page,
    /** What the page complained of; a test demands that there is nothing. */
    readonly complaints: string[],
  ) {}

  static async arrive(browser: Browser, county: County, name: string, displayName: string, phone = false): Promise<Person> {
    const viewport = phone ? { width: 390, height: 844 } : { width: 1360, height: 860 };
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport, locale: 'zh-CN', permissions: ['microphone'], acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => { complaints.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text())) complaints.push(message.text());
    });
    return new Person(name, displayName, county, context, page, complaints);
  }

  /** By a one-time link; the first administrator chooses a name, the others have theirs. */
  async setUp(link: string, first = false): Promise<void> {
    const { page } = this;
    await page.goto(link);
    if (first) {
      await page.getByLabel('账户名（新管理员）').fill(this.name);
      await page.getByLabel('姓名').fill(this.displayName);
    }
    await page.getByLabel('新密码（至少 12 个字符）').fill(password(this.name));
    await page.getByLabel('再输一次').fill(password(this.name));
    await page.getByRole('button', { name: '完成设置' }).click();
    await page.getByText('设置完成，请登录。').waitFor();
  }

  /** At the place where the work will be: what is asked for before the sign-in is shown after it. */
  async signIn(place = 'situation'): Promise<void> {
    await this.page.goto(`${this.county.url}/#/${place}`);
    await this.page.getByLabel('账户名').fill(this.name);
    await this.page.getByLabel('密码').fill(password(this.name));
    await this.page.getByRole('button', { name: /登\s?录/ }).click();
    await this.shown(place);
  }

  /** The place itself, not what was shown before it: whatever is looked for afterwards is looked for there. */
  async open(place: string): Promise<void> {
    await this.page.goto(`${this.county.url}/#/${place}`);
    await this.shown(place);
  }

  async shown(place: string): Promise<void> {
    await this.page.locator(`main[data-place="${place.split('?')[0]}"]`).locator('h1, .ant-result-title').first().waitFor();
  }

  /** Nothing turns any more: the first answers are there. */
  async settled(): Promise<void> {
    await this.page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
  }

  /** By the button in the head of the page; nothing when it is that already. */
  async look(chosen: 'light' | 'dark'): Promise<void> {
    if ((await this.page.locator('html').getAttribute('data-look')) === chosen) return;
    await this.page.getByRole('button', { name: chosen === 'dark' ? '深色' : '浅色', exact: true }).click();
    await this.page.locator(`html[data-look="${chosen}"]`).waitFor();
  }

  /** As an administrator: a change that another one may have to approve. */
  async propose(name: string, displayName: string, roles: string[], area?: string): Promise<void> {
    const { page } = this;
    await this.open('people');
    await page.getByRole('button', { name: '新建账户' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('账户名').fill(name);
    await form.getByLabel('姓名').fill(displayName);
    for (const role of roles) await this.tick(form.getByLabel(role));
    if (area) await this.chooseAreas('区域（空为全县）', area);
    await form.getByRole('button', { name: '提交变更' }).click();
    await form.waitFor({ state: 'hidden' });
  }

  /** A click on a box of a dialog that is still coming up can be lost; a box that is ticked is left as it is. */
  private async tick(box: Locator): Promise<void> {
    await until('a box is ticked', 20, async () => {
      await box.check();
      return true;
    });
  }

  /** As the only administrator: at once. Gives the link by which the person sets a password. */
  async createAccount(name: string, displayName: string, roles: string[], area?: string): Promise<string> {
    await this.propose(name, displayName, roles, area);
    const link = (await this.page.getByTestId('set-up-link').textContent())!.trim();
    return this.county.url + link.slice(link.indexOf('/#/'));
  }

  /** Makes this browser's key for a purpose; gives the file of its public half. */
  async makeKey(purpose: string): Promise<string> {
    const { page } = this;
    await this.open('account');
    await page.getByTestId(`make-${purpose}`).click();
    if (purpose === 'actual') await this.passwordAgain('生成密钥');
    const row = page.getByRole('row').filter({ has: page.getByTestId(`fingerprint-${purpose}`) });
    const button = row.getByRole('button', { name: '下载公钥' });
    await button.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const path = join(this.county.folder, `${this.name}-${purpose}.pem`);
    await download.saveAs(path);
    if (!(await readFile(path, 'utf8')).startsWith('-----BEGIN PUBLIC KEY-----')) throw new Error('no public key');
    return path;
  }

  /** In the dialog that asks for it before what changes how the account is known. */
  async passwordAgain(button: string | RegExp): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('密码').fill(password(this.name));
    await dialog.getByRole('button', { name: button }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** By what is typed; shown is how its line reads. */
  async chooseAreas(label: string, name: string, shown: string | RegExp = name): Promise<void> {
    const { page } = this;
    const box = page.getByRole('combobox', { name: label, exact: true }).first();
    await box.click();
    await box.fill(name);
    await page.locator('.ant-select-tree-treenode', { hasText: shown }).first().locator('.ant-select-tree-checkbox, .ant-select-tree-node-content-wrapper').first().click();
    await page.keyboard.press('Tab');
  }

  async makeSpeech(text: string): Promise<void> {
    const { page } = this;
    await page.getByRole('tab', { name: '自由文字' }).first().click();
    await page.getByLabel('播出的文字').first().fill(text);
    await page.getByRole('button', { name: '生成语音并试听' }).first().click();
    await page.getByTestId('clip').first().waitFor({ timeout: 60_000 });
  }
}
