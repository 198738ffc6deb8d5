import { describe, expect, it } from 'vitest';
import type { OrderTerminal } from '@/api/models/orders';
import type { Order } from '@/wire/order';
import { alsoHear, maxTargets, secondFor, secondRequest } from './second';

const row = (terminal: string, area: string, sounded = false): OrderTerminal => ({
  terminal, name: '', area, online: true, occurrence: 1, stage: 'final', outcome: sounded ? 'sounded' : 'silent_horn', refusal: 'none', detail: '', delivered_at_us: null,
  started_at_us: null, first_sample_us: null, final_at_us: null, provisional: null, disputed: false,
});
const village = (number: number, township = '500116101'): string => `${township}${String(number).padStart(3, '0')}`;
const many = (count: number, areaOf: (index: number) => string, sounded = false): OrderTerminal[] => Array.from({ length: count }, (_, index) => row(`${sounded ? 'S' : 'T'}${index}`, areaOf(index), sounded));

const order: Order = {
  orderClass: 'actual', level: 'I', issuedAtUs: 1, validFromUs: 1, validUntilUs: 9, targets: [{ kind: 'area', code: '500116000000' }], occurrences: [],
  tone: 'level_i', toneMs: 5000, items: [{ clip: 'aa', durationMs: 4000 }], repetitions: 3, gapMs: 7000, live: null, volumePercent: 95, interruptRule: 'restart', allClearClip: 'cc',
  supersedes: 'ff', eventCode: '11A01', headline: '洪水', language: 'en', capIdentifier: '',
};

describe('a second order', () => {
  it('names the silent one by one, each once, as long as there is room', () => {
    const rows = [row('a', village(1)), { ...row('a', village(1)), occurrence: 2 }, row('b', village(1), true)];
    expect(secondFor(rows, rows, [])).toEqual({ kind: 'terminals', silent: ['a'], areas: [], terminals: ['a'] });
  });

  it('names areas whole only if each of their terminals is silent, also those that the first order left out', () => {
    const rows = many(maxTargets + 44, (index) => village(1 + (index % 3)));
    const outside = [{ terminal: 'X', area: village(2) }];
    const second = secondFor(rows, [...rows, ...outside], []);
    expect([second.kind, second.areas, second.terminals.length]).toEqual(['areas', [village(1), village(3)], 100]);
  });

  it('names a township whole, but never beyond the areas of the account', () => {
    const rows = many(maxTargets + 44, (index) => village(1 + (index % 3)));
    expect(secondFor(rows, rows, []).areas).toEqual(['500116101000']);
    expect(secondFor(rows, rows, ['500116101']).areas).toEqual(['500116101000']);
    expect(secondFor(rows, rows, ['500116101001', '500116101002', '500116101003']).areas).toEqual([village(1), village(2), village(3)]);
  });

  it('goes to the places of the first one when the silent are too scattered, and tells how many have heard it', () => {
    const silent = many(maxTargets + 1, (index) => village(index + 1));
    const sounded = many(maxTargets + 1, (index) => village(index + 1), true);
    const second = secondFor([...silent, ...sounded], [...silent, ...sounded], []);
    expect(second.kind).toBe('everybody');
    expect(secondRequest(order, second)).toMatchObject({ areas: ['500116000000'] });
    expect(alsoHear(second, [...silent, ...sounded])).toBe(maxTargets + 1);
  });

  it('sounds as the first one did, and replaces nothing', () => {
    const second = secondFor([row('a', village(1))], [], []);
    expect(secondRequest(order, second)).toEqual({
      class: 'actual', level: 'I', terminals: ['a'], items: [{ clip: 'aa' }], tone: 'level_i', tone_ms: 5000, repetitions: 3, gap_ms: 7000, volume_percent: 95,
      interrupt_rule: 'restart', headline: '洪水', event_code: '11A01', language: 'en', all_clear_clip: 'cc',
    });
  });
});
