import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operationsByTag, schemaText, type OpenApi } from './openapi';

const served = JSON.parse(readFileSync(new URL('../../../http/openapi.json', import.meta.url), 'utf8')) as OpenApi;

const small = {
  info: { title: '', version: '' }, paths: {},
  components: { schemas: { Loop: { type: 'object', properties: { next: { $ref: '#/components/schemas/Loop' } } }, Base: { properties: { name: { type: 'string', description: 'its name' } }, required: ['name'] } } },
} as OpenApi;

describe('the description of the API', () => {
  it('has every operation under exactly one subject', () => {
    const count = Object.values(served.paths).reduce((sum, operations) => sum + Object.keys(operations).length, 0);
    expect(operationsByTag(served, '').flatMap(([, operations]) => operations).length).toBe(count);
  });
  it('is searched by path, words, permission or code', () => {
    const paths = (text: string): string[] => operationsByTag(served, text).flatMap(([, operations]) => operations.map((one) => `${one.method} ${one.path}`));
    expect(paths('post /cap/areas')).toEqual(['POST /api/v1/cap/areas']);
    expect(paths('boundaries.edit')).toEqual(['PUT /api/v1/boundaries']);
    expect(paths('nothing has this')).toEqual([]);
  });
  it('can be written down, each schema of it', () => {
    for (const schema of Object.values(served.components.schemas)) expect(schemaText(served, schema).length).toBeGreaterThan(2);
  });
});

describe('a schema', () => {
  it('is written member by member', () => {
    expect(schemaText(small, { allOf: [{ $ref: '#/components/schemas/Base' }], properties: { rows: { type: 'array', items: { type: 'integer' } }, end: { type: ['string', 'null'] } } })).toBe(
      '{\n  name: string  // its name\n  rows?: [integer]\n  end?: string | null\n}',
    );
    expect(schemaText(small, { enum: ['a', 'b'] })).toBe('"a" | "b"');
  });
  it('that holds itself ends somewhere', () => expect(schemaText(small, small.components.schemas.Loop!)).toContain('…'));
});
