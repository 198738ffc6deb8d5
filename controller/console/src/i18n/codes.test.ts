// Every code that the API may answer has words in both languages: the lists are the controller's own.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { messages } from './messages';

const source = (path: string): string => readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8');

interface OpenApi {
  components: { schemas: { Problem: { properties: { code: { examples: string[] } } } } };
}

const placeholder = 'refused.REASON';

function problemCodes(): string[] {
  const description = JSON.parse(source('controller/http/openapi.json')) as OpenApi;
  return description.components.schemas.Problem.properties.code.examples.filter((code) => code !== placeholder);
}

/** "Refusals: 1 malformed, 2 reader_too_old, …" of PROTOCOL.md section 5. */
function refusals(): string[] {
  const list = /^Refusals: ([^.]*)\./m.exec(source('protocol/PROTOCOL.md'))?.[1] ?? '';
  return [...list.matchAll(/\d+\s+(\w+)/g)].map((match) => match[1]!);
}

const withoutWords = (codes: string[]): string[] => codes.filter((code) => !(`error.${code}` in messages));

describe('the codes of the API', () => {
  it('have words', () => {
    expect(problemCodes().length).toBeGreaterThan(100);
    expect(withoutWords(problemCodes())).toEqual([]);
  });
  it('have words for each reason to refuse', () => {
    expect(refusals().length).toBeGreaterThan(30);
    expect(withoutWords(refusals().map((reason) => `refused.${reason}`))).toEqual([]);
  });
});
