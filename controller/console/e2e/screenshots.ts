// Pictures for the documents: only when TONGLUO_SCREENSHOTS names a folder.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from './person';

export async function shoot(person: Person, name: string): Promise<void> {
  const folder = process.env.TONGLUO_SCREENSHOTS;
  if (!folder) return;
  await person.page.mouse.move(0, 0);  // no hint of what was clicked last
  await mkdir(folder, { recursive: true });
  await person.page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined);
  await person.page.locator('.ant-message-notice').first().waitFor({ state: 'detached', timeout: 6_000 }).catch(() => undefined);
  await new Promise((wake) => setTimeout(wake, 800));
  await person.page.screenshot({ path: join(folder, `${name}.png`) });
}
