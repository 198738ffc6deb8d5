// A firmware release, as two persons sign it at the command line. Steps of office.e2e.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { People } from './cast';
import type { County } from './county';
import { shoot } from './screenshots';

interface Release {
  name: string;
  version: number;
  persons: [string, string];
  /** PERMILLE@HOURS, as `tongluo release prepare` takes them. */
  rings?: string[];
}

/** For a board that nobody has. */
export async function publishRelease(county: County, { name, version, persons, rings = [] }: Release): Promise<void> {
  const at = (file: string): string => join(county.folder, `release-${file}`);
  const keys = persons.map((_, number) => at(`${number}.key`));
  for (const [number, person] of persons.entries()) {
    await county.cli('key', 'new', '--person', person, '--name', 'release', '--key-memory-mib', '8', '--out', keys[number]!);
    await county.trust(keys[number]!, person, 'release', '', '');
  }
  await writeFile(at('image'), Buffer.alloc(3_400_000));
  const spread = rings.flatMap((ring) => ['--ring', ring]);
  await county.cli('release', 'prepare', '--image', at('image'), '--version', String(version), '--name', name, '--hardware', 'speaker-a7', ...spread, '--out', at('manifest'));
  for (const key of keys) await county.cli('release', 'sign', at('manifest'), '--yes', '--key', key);
  await county.cli('release', 'publish', at('manifest'), '--image', at('image'));
}

export function releaseWork(people: People): void {
  describe.sequential('a release', () => {
    it('is signed by two persons; its rings and terminals are told before it begins', async () => {
      const { county, zhao } = people();
      const { page } = zhao;
      await publishRelease(county, { name: '2026 汛期版', version: 12, persons: ['周建国', '吴晓梅'], rings: ['500@24', '1000@72'] });
      await zhao.open('firmware');
      const card = page.locator('.ant-card').filter({ hasText: '2026 汛期版' });
      await card.getByText('3.4 MB').waitFor();
      for (const person of ['周建国', '吴晓梅']) await card.getByText(person).waitFor();
      expect(await card.locator('.row-line').count()).toBe(2);
      expect(await card.getByText('进行中').count()).toBe(0);
      await card.getByText('逐个终端').click();
      await card.locator('.ant-table-row').nth(3).waitFor();
      await shoot(zhao, 'firmware');
    });
  });
}
