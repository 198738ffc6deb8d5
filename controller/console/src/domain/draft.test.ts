import { describe, expect, it } from 'vitest';
import type { Order } from '@/wire/order';
import { contentProblem, draftOf, emptyDraft, languageTag, requestOf, withClass, withLevel } from './draft';

const clip = (digest: string) => ({ clip: digest, duration_ms: 1000, warnings: [] });
const circle = { kind: 'circle' as const, centre: { latitude: 29, longitude: 106 }, radiusM: 500 };

const order: Order = {
  orderClass: 'actual', level: 'II', issuedAtUs: 1, validFromUs: 1, validUntilUs: 9, targets: [{ kind: 'area', code: '500116101000' }, { kind: 'terminal', id: 'TL-1' }, circle],
  occurrences: [{ number: 1, earliestUs: 1, latestUs: 2, endUs: 3 }], tone: 'chime', toneMs: 6000, items: [{ clip: 'aa', durationMs: 4000 }, { clip: 'bb', durationMs: 2000 }],
  repetitions: 3, gapMs: 7000, live: null, volumePercent: 95, interruptRule: 'restart', allClearClip: 'cc', supersedes: '', eventCode: '11A01', headline: '洪水', language: 'en',
  capIdentifier: '',
};

describe('the language of an order', () => {
  it('is that of the words that are spoken', () => {
    expect(requestOf({ ...emptyDraft('actual'), clip: clip('aa'), language: languageTag(['en']) }).language).toBe('en');
    expect(requestOf({ ...emptyDraft('actual'), clip: clip('aa'), language: languageTag(['zh']) }).language).toBe('zh-CN');
  });
  it('is the first of two, and left to the controller where nobody said', () => {
    expect([languageTag(['zh', 'en']), languageTag([])]).toEqual(['zh-CN', '']);
    expect(requestOf({ ...emptyDraft('actual'), clip: clip('aa') })).not.toHaveProperty('language');
  });
});

describe('an update', () => {
  it('asks for all that the replaced order says', () => {
    expect(requestOf(draftOf(order, 'dd'))).toEqual({
      class: 'actual', level: 'II', areas: ['500116101000'], terminals: ['TL-1'], circles: [{ centre: [29, 106], radius_m: 500 }],
      items: [{ clip: 'aa' }, { clip: 'bb' }], tone: 'chime', tone_ms: 6000, repetitions: 3, gap_ms: 7000, volume_percent: 95, interrupt_rule: 'restart',
      headline: '洪水', event_code: '11A01', language: 'en', all_clear_clip: 'cc', supersedes: 'dd',
    });
  });
  it('says another sound instead of the old ones once one is chosen', () => {
    expect(requestOf({ ...draftOf(order, 'dd'), clip: clip('ee') }).items).toEqual([{ clip: 'ee' }]);
  });
  it('of live speech needs a sound, and keeps the rest', () => {
    const live = draftOf({ ...order, items: [], repetitions: 0, gapMs: 0, live: { streamId: 1, holder: '李', maxDurationMs: 1, playoutDelayMs: 1 } }, 'dd');
    expect([contentProblem(live), live.headline, live.repetitions, live.gapMs]).toEqual(['dispatch.needClip', '洪水', 2, null]);
  });
  it('drops the tone with the level that it belonged to', () => {
    const draft = draftOf(order, 'dd');
    expect(withLevel(draft, 'II')).toBe(draft);
    expect(requestOf(withLevel(draft, 'I'))).not.toHaveProperty('tone');
    expect(requestOf(withClass(draft, 'routine'))).not.toHaveProperty('tone_ms');
  });
});
