// A rule of the source tree: one failed question in the background takes nothing away that is shown or typed.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
const files = (readdirSync(root, { recursive: true }) as string[]).filter((name) => name.endsWith('.tsx'));
const failures = files.flatMap((name) => [...readFileSync(`${root}/${name}`, 'utf8').matchAll(/if \((.*isError.*)\) return/g)].map(([, condition]) => `${name}: ${condition}`));

it('what is shown stays when asking again fails', () => {
  expect(failures.length).toBeGreaterThan(10);
  expect(failures.filter((one) => !/: (\w+)\.isError && !\1\.data$/.test(one))).toEqual([]);
});
