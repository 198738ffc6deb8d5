import { describe, expect, it } from 'vitest';
import type { OrderTerminal } from '@/api/models/orders';
import type { Session } from '@/api/models/session';
import type { Terminal } from '@/api/models/terminals';
import { mergeTerminals } from '@/api/merge';
import { areaTree, contains, isAreaCode, outermost, significant, townshipOf } from './areas';
import { contentProblem, emptyDraft, requestOf, targetProblem, withClass } from './draft';
import { boundsOf, crossesItself, distanceM, terminalsCollection } from './geo';
import { levelColours, levelsOf, levelWithin } from './levels';
import { byTownship, csv, notSounded, progressOfCounts } from './outcomes';
import { covers, may, needsCounty } from './permissions';
import { fits, parameterProblem } from './templates';
import { clockText, dayPart, durationText, fromLocal, localText, startOfDay, startOfWeek, timeText } from './times';

const noon = Date.UTC(2026, 10, 27, 4, 0) * 1000;

describe('times', () => {
  it('are the county wall clock, whatever zone the browser has', () => expect(timeText(noon)).toBe('2026-11-27 12:00:00'));
  it('come back from their local text', () => expect(fromLocal(localText(noon))).toBe(noon));
  it('refuse what is no time', () => {
    for (const text of ['', '2026-02-30T07:00', '2026-11-24T24:00', '2026-11-24 07:00']) expect(fromLocal(text), text).toBeNull();
  });
  it('tell 00:07 from 07:00 by a word', () => {
    expect([dayPart(0, 'zh'), dayPart(7, 'zh'), dayPart(19, 'zh')]).toEqual(['凌晨', '早晨', '晚上']);
  });
  it('begin weeks on Monday', () => {
    expect(localText(startOfWeek(noon))).toBe('2026-11-23T00:00');
    expect(localText(startOfDay(noon))).toBe('2026-11-27T00:00');
  });
  it('write durations and clocks', () => expect([durationText(61_400), clockText(noon)]).toEqual(['1:01', '12:00']));
});

describe('areas', () => {
  it('match by whole segments', () => {
    expect([significant('500116000000'), significant('500116101000'), significant('500116101201')]).toEqual(['500116', '500116101', '500116101201']);
    expect(contains('500116101000', '500116101201')).toBe(true);
    expect(contains('500116101000', '500116108201')).toBe(false);
  });
  it('are nothing above a county', () => expect([isAreaCode('500116000000'), isAreaCode('500000000000'), isAreaCode('5001')]).toEqual([true, false, false]));
  it('lose those that lie in another', () => expect(outermost(['500116101000', '500116101201', '500116108000'])).toEqual(['500116101000', '500116108000']));
  it('make a tree, orphans at its top', () => {
    const tree = areaTree([
      { code: '500116000000', name: '江津', parent: null, terminals: 2 },
      { code: '500116101000', name: '油溪', parent: '500116000000', terminals: 1 },
      { code: '500117101000', name: '外', parent: '500117000000', terminals: 1 },
    ]);
    expect(tree.map((node) => [node.key, node.children.length])).toEqual([['500116000000', 1], ['500117101000', 0]]);
  });
});

const clip = { clip: 'ab', duration_ms: 1000, loudness_lufs: -18, true_peak_dbtp: -1, warnings: [] };

describe('draft', () => {
  it('needs a sound and somebody to hear it', () => {
    const draft = emptyDraft('actual');
    expect([contentProblem(draft), targetProblem(draft)]).toEqual(['dispatch.needClip', 'dispatch.needTarget']);
    expect(contentProblem({ ...draft, clip, headline: '洪'.repeat(171) })).toBe('dispatch.headlineTooLong');
  });
  it('has level routine exactly with class routine', () => {
    expect(withClass({ ...emptyDraft('actual'), level: 'I' }, 'routine').level).toBe('routine');
    expect(withClass(emptyDraft('routine'), 'exercise').level).not.toBe('routine');
  });
  it('asks for shapes with latitude first', () => {
    const request = requestOf({ ...emptyDraft('actual'), clip, shapes: [{ kind: 'circle', centre: { latitude: 29, longitude: 106 }, radiusM: 99.6 }] });
    expect(request.circles).toEqual([{ centre: [29, 106], radius_m: 100 }]);
    expect(request.areas).toBeUndefined();
  });
});

const outcome = (terminal: string, part: Partial<OrderTerminal>): OrderTerminal => ({
  terminal, name: '', area: '500116101201', online: true, occurrence: 1, stage: 'final', outcome: 'sounded', refusal: 'none', detail: '',
  delivered_at_us: null, started_at_us: null, first_sample_us: null, final_at_us: null, provisional: null, disputed: false, ...part,
});

describe('outcomes', () => {
  const rows = [
    outcome('a', {}), outcome('b', { outcome: 'silent_horn' }), outcome('c', { stage: 'started', outcome: 'none' }),
    outcome('d', { stage: 'none', outcome: 'none', area: townshipOf('500116108201'), provisional: 'unreachable' }),
  ];
  it('are counted by township', () => {
    expect(byTownship(rows)).toEqual([
      { township: '500116101000', total: 3, sounded: 1, sounding: 1, waiting: 0, silent: 1, cancelled: 0 },
      { township: '500116108000', total: 1, sounded: 0, sounding: 0, waiting: 0, silent: 1, cancelled: 0 },
    ]);
  });
  it('list who has not sounded', () => expect(notSounded(rows).map((row) => row.terminal)).toEqual(['b', 'd']));
  it('of counts leave the marks out', () => {
    expect(progressOfCounts({ waiting: 1, delivered: 0, accepted: 0, started: 2, unproved: 3, refused: 1, cancelled: 2, unreachable: 1 })).toEqual({
      total: 9, sounded: 3, sounding: 2, waiting: 1, silent: 1, cancelled: 2,
    });
  });
  it('become CSV without formulas', () => expect(csv([['=1+1', 'a"b,c', -2]])).toBe('\ufeff\'=1+1,"a""b,c",-2\r\n'));
});

describe('levels', () => {
  it('fit their class', () => expect([levelsOf('routine'), levelsOf('test')]).toEqual([['routine'], ['IV']]));
  it('compare with I as the highest', () => expect([levelWithin('II', 'I'), levelWithin('I', 'II')]).toEqual([true, false]));
  it('have a text that can be read on their colour', () => {
    const luminance = (hex: string): number => {
      const part = (at: number): number => {
        const value = parseInt(hex.slice(at, at + 2), 16) / 255;
        return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    };
    for (const [level, { background, text }] of Object.entries(levelColours)) {
      const [low, high] = [luminance(background), luminance(text)].sort((a, b) => a - b) as [number, number];
      expect((high + 0.05) / (low + 0.05), level).toBeGreaterThan(4.5);
    }
  });
});

describe('shapes', () => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude });
  it('that cross themselves are found', () => {
    expect(crossesItself([at(0, 0), at(0, 1), at(1, 1), at(1, 0)])).toBe(false);
    expect(crossesItself([at(0, 0), at(1, 1), at(0, 1), at(1, 0)])).toBe(true);
  });
  it('are measured on the sphere', () => expect(distanceM(at(29, 106), at(30, 106))).toBeCloseTo(111_195, -2));
  it('bound what is placed, and leave out what is not', () => {
    const terminal = { terminal: 'a', latitude: 29, longitude: 106, state: 'online', playing: null } as Terminal;
    const collection = terminalsCollection([terminal, { ...terminal, latitude: 0, longitude: 0 }]);
    expect(boundsOf([collection])).toEqual([106, 29, 106, 29]);
  });
});

describe('template parameters', () => {
  const number = { name: 'level', kind: 'number' as const, required: true, min: 1, max: 9 };
  it('are judged while they are typed', () => {
    expect(parameterProblem(number, '')?.key).toBe('template.required');
    expect(parameterProblem(number, '12')?.key).toBe('template.badNumber');
    expect(parameterProblem(number, '5')).toBeNull();
    expect(parameterProblem({ name: 'phone', kind: 'phone', required: false }, '12a')?.key).toBe('template.badPhone');
  });
  it('fit when each does', () => {
    const template = { name: 't', event_code: '', class: 'actual' as const, own: false, wordings: {}, parameters: [number] };
    expect([fits(template, {}), fits(template, { level: '3' })]).toEqual([false, true]);
  });
});

describe('permissions', () => {
  const session = { signed_in: true, permissions: ['look', 'orders.prepare'] } as unknown as Session;
  it('come from the session alone', () => {
    expect([may(session, 'dispatch'), may(session, 'stop'), may(undefined, 'look'), may({ ...session, signed_in: false }, 'dispatch')]).toEqual([true, false, false, false]);
  });
  it('for the whole county are kept from whoever is limited to some areas', () => {
    const technician = { ...session, permissions: ['look', 'releases.manage', 'holidays.edit', 'cap.receive', 'terminals.maintain'], account: { areas: ['500116101000'] } } as unknown as Session;
    const whole = { ...technician, account: { areas: [] } } as unknown as Session;
    const countyWide = ['firmware', 'editHolidays', 'exportOrder', 'receiveCap'] as const;
    expect(countyWide.map((action) => [may(technician, action), needsCounty(technician, action)])).toEqual(countyWide.map(() => [false, true]));
    expect(countyWide.map((action) => [may(whole, action), needsCounty(whole, action)])).toEqual(countyWide.map(() => [true, false]));
    expect([may(technician, 'maintain'), needsCounty(technician, 'maintain'), needsCounty(session, 'firmware')]).toEqual([true, false, false]);
    expect([covers(technician, ['500116101001']), covers(technician, ['500116101001', '500116102000']), covers(technician, ['500116000000']), covers(whole, ['500116000000'])]).toEqual([true, false, false, true]);
  });
});

describe('live terminals', () => {
  it('replace those that are held, and join', () => {
    const a = { terminal: 'a', state: 'online' } as Terminal;
    const merged = mergeTerminals([a], new Map([['a', { ...a, state: 'late' }], ['b', { ...a, terminal: 'b' }]]));
    expect(merged.map((one) => [one.terminal, one.state])).toEqual([['a', 'late'], ['b', 'online']]);
  });
});
