// Sessions that somebody ends: who was there sees the sign-in, and what their cookie asks for is refused. Steps of oversight.ts.
import { describe, expect, it } from 'vitest';
import type { People } from './cast';
import { Person } from './person';

/** By the cookie alone, without the page. */
const answered = async ({ context, county }: Person): Promise<number> => (await context.request.get(`${county.url}/api/v1/orders`)).status();

async function isOut(person: Person): Promise<void> {
  await person.page.getByLabel('账户名').waitFor();
  expect(await answered(person)).toBe(401);
}

export function endedSessions(people: People): void {
  describe.sequential('a session', () => {
    let elsewhere: Person;

    it('is ended by its own person at another browser: out there, in here', async () => {
      const { browser, county, second } = people();
      const { page } = second!;
      elsewhere = await Person.arrive(browser, county, second!.name, second!.displayName);
      await elsewhere.signIn('orders');
      expect(await answered(elsewhere)).toBe(200);
      await second!.open('account');
      const rows = page.locator('.ant-card', { hasText: '登录会话' }).locator('.ant-table-row');
      await rows.filter({ hasText: '当前会话' }).waitFor();
      expect(await rows.count()).toBe(2);
      await rows.getByRole('button', { name: /结\s?束/ }).click();
      await second!.passwordAgain(/结\s?束/);
      await isOut(elsewhere);
      await rows.getByRole('button').waitFor({ state: 'detached' });
      expect(await answered(second!)).toBe(200);
    });

    it('is ended with all others of its account by an administrator', async () => {
      const { admin, second } = people();
      await elsewhere.signIn('orders');
      expect([await answered(elsewhere), await answered(second!)]).toEqual([200, 200]);
      await admin.open('people');
      await admin.page.getByRole('tab', { name: '账户', exact: true }).click();
      await admin.page.getByRole('row').filter({ hasText: second!.name }).getByRole('button', { name: '结束会话' }).click();
      await admin.page.getByText('此账户的所有登录立即结束。').waitFor();
      await admin.page.locator('.ant-popconfirm').getByRole('button', { name: /确\s?定/ }).click();
      await admin.page.getByText('会话已结束').waitFor();
      await Promise.all([isOut(elsewhere), isOut(second!)]);
      expect(await answered(admin)).toBe(200);
      await elsewhere.context.close();
      await second!.signIn('people');
    });
  });
}
