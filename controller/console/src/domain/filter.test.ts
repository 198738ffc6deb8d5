import { describe, expect, it } from 'vitest';
import type { Terminal } from '@/api/models/terminals';
import { filterTerminals } from './filter';

const terminals = Array.from({ length: 4045 }, (_, i) => ({
  terminal: `TL-${i}`, name: i % 2 ? '白沙镇' : '油溪镇', area: i % 2 ? '500116108201' : '500116101200', state: i % 10 ? 'online' : 'offline', playing: null,
})) as unknown as Terminal[];

describe('the filter of terminals', () => {
  it('takes every word of the text, in any order', () => {
    expect(filterTerminals(terminals, { text: '白沙 tl-4001', area: null, state: null }).map((one) => one.terminal)).toEqual(['TL-4001']);
  });
  it('takes area and state together', () => {
    const found = filterTerminals(terminals, { text: '', area: '500116101000', state: 'offline' });
    expect(found.length).toBe(405);
  });
});
