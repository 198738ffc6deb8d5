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
