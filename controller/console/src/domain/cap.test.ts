import { describe, expect, it } from 'vitest';
import type { Order } from '@/wire/order';
import { capName, placesOf, placesOfOrder, withPlaces, type CapMessage } from './cap';
import { emptyDraft, targetsOf } from './draft';

const read = { identifier: 's,1,t', headline: '暴雨', areas: ['500116101000'], polygons: [[[29, 106], [29, 107], [30, 107]] as [number, number][]], circles: [{ centre: [29.5, 106.1] as [number, number], radius_m: 2000 }] };

describe('places of a CAP message', () => {
  it('become exactly the targets of the order, whatever was chosen before', () => {
    const before = { ...emptyDraft('actual'), areas: ['500116999000'], groups: ['all'], terminals: ['TL-1'] };
    const { areas, polygons, circles } = read;
    expect(targetsOf({ ...before, ...placesOf(read) })).toEqual({ areas, polygons, circles });
  });
  it('of an order are those that its bytes name', () => {
    const shape = { kind: 'circle' as const, centre: { latitude: 29, longitude: 106 }, radiusM: 500 };
    const order = { targets: [{ kind: 'area', code: '500116101000' }, { kind: 'terminal', id: 'TL-1' }, shape], items: [], allClearClip: '' } as unknown as Order;
    expect(placesOfOrder(order)).toEqual({ areas: ['500116101000'], groups: [], terminals: ['TL-1'], shapes: [shape] });
  });
});

describe('the messages that came in', () => {
  const message = (identifier: string, order: string | null): CapMessage => ({ identifier, decision: 'held', reason: '', detail: '', order, received_at_us: 1, actor: 'folder' });
  it('are offered when something became of them, once', () => {
    expect(withPlaces([message('a', 'x'), message('b', null), message('a', 'x'), message('c', 'y')]).map((one) => one.identifier)).toEqual(['a', 'c']);
  });
  it('are told apart by their identifier and sender', () => expect([capName('flood@county,FLOOD-7,now'), capName('')]).toEqual(['FLOOD-7 · flood@county', '']));
});
