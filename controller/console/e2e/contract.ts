// The real controller's answers are what its own description says of them. Steps of office.e2e.ts.
import { describe, expect, it } from 'vitest';
import type { OpenApi } from '../src/domain/openapi';
import { disagreements } from '../src/domain/schema_check';
import type { People } from './cast';
import type { Person } from './person';

const answerOf = (person: Person, path: string): Promise<{ status: number; body: unknown }> =>
  person.page.evaluate(async (at) => {
    const response = await fetch(at);
    return { status: response.status, body: await response.json().catch(() => null) };
  }, path);

/** The first text under any of these names, for the places in a path. */
function firstOf(answer: unknown, list: string, name: string): string | undefined {
  const rows = (answer as Record<string, Record<string, unknown>[]>)[list] ?? [];
  return rows[0] ? String(rows[0][name]) : undefined;
}

export function contractWork(people: People): void {
  describe.sequential('the answers of the controller', () => {
    it('are as its description says', async () => {
      const { admin, wang, zhao } = people();
      const document = (await answerOf(wang, '/api/v1/openapi.json')).body as OpenApi;
      const get = async (path: string): Promise<unknown> => (await answerOf(wang, `/api/v1/${path}`)).body;
      const places: Record<string, string | undefined> = {
        'orders/{digest}': firstOf(await get('orders'), 'orders', 'digest'), 'terminals/{id}': 'TL-500116-0004', 'live/{stream}': firstOf(await get('live'), 'streams', 'stream'),
        'commands/{digest}': firstOf(await get('commands'), 'commands', 'digest'),
      };
      const wrong: string[] = [];
      let checked = 0;
      for (const [pattern, operations] of Object.entries(document.paths)) {
        const schema = operations.get?.responses['200']?.content?.['application/json']?.schema;
        if (!schema || pattern === '/api/v1/openapi.json') continue;
        const place = Object.keys(places).find((name) => pattern.startsWith(`/api/v1/${name}`));
        const path = place && places[place] ? pattern.replace(/\{\w+\}/, places[place]) : pattern;
        if (path.includes('{')) continue;
        const needs = operations.get!['x-permission'] ?? '';
        const who = /^(accounts|audit|metrics|boundaries)/.test(needs) ? admin : /^enrolment/.test(needs) ? zhao : wang;
        const { status, body } = await answerOf(who, path);
        if (status !== 200) wrong.push(`${path}: ${status}`);
        else wrong.push(...disagreements(document, schema, body, path));
        ++checked;
      }
      expect(wrong).toEqual([]);
      expect(checked).toBeGreaterThan(30);
    });
  });
}
