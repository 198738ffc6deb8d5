import { describe, expect, it } from 'vitest';
import type { OpenApi, Schema } from './openapi';
import { disagreements } from './schema_check';

const document = {
  info: { title: '', version: '' }, paths: {},
  components: { schemas: { Row: { type: 'object', properties: { name: { type: 'string' }, end: { type: ['integer', 'null'] } }, required: ['name'] } } },
} as OpenApi;
const rows: Schema = { type: 'object', properties: { rows: { type: 'array', items: { $ref: '#/components/schemas/Row' } } } };
const check = (schema: unknown, value: unknown): string[] => disagreements(document, schema as Schema, value, 'answer');

describe('an answer', () => {
  it('that is as described is not complained of', () => expect(check(rows, { rows: [{ name: 'a', end: null }, { name: 'b', end: 5 }] })).toEqual([]));
  it('has no member that is missing, of another type, or not described', () => {
    expect(check(rows, { rows: [{ name: 1 }, { name: 2 }, { end: 'x', name: 'a', more: 1 }, {}] })).toEqual([
      'answer.rows[].name is integer, not string', 'answer.rows[].end is string, not integer or null', 'answer.rows[].more is not described', 'answer.rows[].name is missing',
    ]);
  });
  it('is one of its choices and of its form', () => {
    expect(check({ enum: ['a', 'b'] }, 'c')).toEqual(['answer is c, which is no choice']);
    expect(check({ type: 'string', pattern: '^[0-9]{12}$' }, '5001')).toEqual(['answer is not of the form ^[0-9]{12}$']);
    expect(check({ oneOf: [{ type: 'string' }, { type: 'null' }] }, 5)).toEqual(['answer is none of its choices']);
    expect(check({ type: 'number' }, 5)).toEqual([]);
  });
  it('may have any members where the description leaves them open', () => {
    expect(check({ type: 'object' }, { a: 1 })).toEqual([]);
    expect(check({ type: 'object', additionalProperties: { type: 'integer' } }, { a: 1, b: 'x' })).toEqual(['answer.b is string, not integer']);
  });
});
