// axe-core on a page as a person sees it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { desk, phone } from './fit';
import type { Person } from './person';

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious and critical findings of these places, one after the other, with where each is first. */
export async function seriousFindings(person: Person, places: string[], look: 'light' | 'dark'): Promise<string[]> {
  const found: string[] = [];
  await person.look(look);
  for (const place of places) {
    await person.open(place);
    await person.settled();
    found.push(...(await seriousHere(person)).map((finding) => `${place}, ${look}: ${finding}`));
  }
  await person.look('light');
  return found;
}

/** The same of what is shown right now. */
export async function seriousHere({ page }: Person): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await source);
  const findings = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run: (options: unknown) => Promise<{ violations: unknown[] }> } }).axe;
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return (findings as Finding[])
    .filter((finding) => finding.impact === 'serious' || finding.impact === 'critical')
    .map((finding) => `${finding.id}: ${finding.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** What somebody sees who is not signed in: setting a password, signing in, and being refused. In both looks, at a desk and on a phone. */
export async function entryFindings(visitor: Person): Promise<string[]> {
  const { page, county } = visitor;
  const found: string[] = [];
  const look = async (what: string): Promise<void> => {
    found.push(...(await seriousHere(visitor)).map((finding) => `${what}: ${finding}`));
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [desk, phone]) {
      await page.setViewportSize(size);
      await page.goto(`${county.url}/?${colorScheme}${size.width}#/set-up/00`);
      await page.locator(`html[data-look="${colorScheme}"]`).waitFor();
      await page.getByRole('button', { name: '完成设置' }).click();
      await page.getByText('至少 12 个字符', { exact: true }).waitFor();
      await look(`set-up, ${colorScheme}, ${size.width} px`);
      await page.goto(`${county.url}/?${colorScheme}${size.width}#/`);
      await page.getByLabel('账户名').fill('nobody');
      await page.getByLabel('密码').fill('nobody at all');
      await page.getByRole('button', { name: /登\s?录/ }).click();
      await page.locator('.ant-alert-error').waitFor();
      await look(`sign-in, ${colorScheme}, ${size.width} px`);
    }
  }
  await visitor.context.close();
  return found;
}
