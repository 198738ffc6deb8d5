import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OrderDetail, OrderProgress, OrderTerminal } from './models/orders';
import { merged, orderNow } from './progress';

const row = (terminal: string, stage: string, occurrence = 1) => ({ terminal, occurrence, stage }) as OrderTerminal;
const before = [row('A', 'none'), row('B', 'none'), row('B', 'none', 2)];
const detail = { digest: 'd', state: 'issued', envelope: 'E', recording: null, progress: '7.1', terminals: before } as unknown as OrderDetail;
const part = (more: Partial<OrderProgress>): OrderProgress => ({ order: { digest: 'd', state: 'running' }, terminals: [], recording: null, next: '7.2', whole: false, more: false, ...more }) as OrderProgress;

const asked: string[] = [];
const answers = (...bodies: unknown[]): void => {
  asked.length = 0;
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path.replace('/api/v1/orders/d', ''));
    return Promise.resolve(new Response(JSON.stringify(bodies.shift())));
  });
};
afterEach(() => vi.unstubAllGlobals());

describe('the progress of an order', () => {
  it('replaces the rows that changed and leaves the others the same objects', () => {
    const now = merged(detail, part({ terminals: [row('B', 'started', 2)] }));
    expect(now.terminals?.map((one) => one.stage)).toEqual(['none', 'none', 'started']);
    expect(now.terminals?.[0]).toBe(before[0]);
    expect([now.state, now.envelope, now.progress]).toEqual(['running', 'E', '7.2']);
  });
  it('is asked for from where it is known, part by part', async () => {
    answers(part({ more: true, terminals: [row('A', 'started')] }), part({ next: '7.3', terminals: [row('B', 'started')] }));
    const now = await orderNow('d', detail);
    expect(asked).toEqual(['/progress?since=7.1', '/progress?since=7.2']);
    expect(now.terminals?.map((one) => one.stage)).toEqual(['started', 'started', 'none']);
    expect(now.progress).toBe('7.3');
  });
  it('comes whole at first, without a mark, and when the mark is of another run', async () => {
    answers(detail);
    await orderNow('d', undefined);
    expect(asked).toEqual(['']);
    answers(detail);
    await orderNow('d', { ...detail, progress: null });
    expect(asked).toEqual(['']);
    answers(part({ whole: true }), detail);
    expect(await orderNow('d', detail)).toEqual(detail);
    expect(asked).toEqual(['/progress?since=7.1', '']);
  });
});
