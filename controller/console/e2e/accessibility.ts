// axe-core on a page as a person sees it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Person } from './person';

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious and critical findings, with the first places of each. */
export async function seriousFindings(person: Person, place: string, look: 'light' | 'dark'): Promise<string[]> {
  const { page } = person;
  await page.evaluate((chosen) => localStorage.setItem('tongluo-preferences', JSON.stringify({ language: 'zh', look: chosen })), look);
  await person.open(place);
  await page.reload();
  await page.locator('main h1').first().waitFor();
  await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
  await page.evaluate(await source);
  const findings = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run: (options: unknown) => Promise<{ violations: unknown[] }> } }).axe;
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return (findings as Finding[])
    .filter((finding) => finding.impact === 'serious' || finding.impact === 'critical')
    .map((finding) => `${place}, ${look}: ${finding.id}: ${finding.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
