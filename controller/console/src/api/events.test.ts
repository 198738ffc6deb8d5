import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventFeed } from './events';
import type { OrderSummary } from './models/orders';
import type { Terminal } from './models/terminals';
import type { Pages } from './pages';
import { keys } from './queries';

class Socket {
  static last: Socket;
  onmessage?: (message: { data: string }) => void;
  constructor() { Socket.last = this; }
  close(): void { /* nobody listens */ }
}

const order = (digest: string, part: Partial<OrderSummary> = {}) => ({ digest, state: 'running', submitted_at_us: 1, counts: {}, ...part }) as OrderSummary;
const terminal = (id: string, playing: string | null = null) => ({ terminal: id, state: 'online', playing }) as Terminal;
const listed = [...keys.listedOrders, { state: 'running' }];
let queries: QueryClient;
let feed: EventFeed;
let sequence = 0;
const tell = (event: object): void => Socket.last.onmessage?.({ data: JSON.stringify({ sequence: ++sequence, ...event }) });
const playing = (): (string | null)[] => queries.getQueryData<Terminal[]>(keys.terminals)!.map((one) => one.playing);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('location', { protocol: 'https:', host: 'console' });
  queries = new QueryClient();
  feed = new EventFeed(queries, () => undefined);
});
afterEach(() => {
  feed.close();
  queries.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what terminals play', () => {
  beforeEach(() => queries.setQueryData(keys.terminals, [terminal('a'), terminal('b', 'old')]));

  it('is shown when it begins and ends, without a word on anything else', () => {
    tell({ kind: 'playing', terminals: [{ terminal: 'a', playing: 'alert' }, { terminal: 'b', playing: null }, { terminal: 'foreign', playing: 'alert' }] });
    vi.advanceTimersByTime(1_000);
    expect(playing()).toEqual(['alert', null]);
  });
  it('is what was told last, alone or with all the rest', () => {
    tell({ kind: 'playing', terminals: [{ terminal: 'a', playing: 'alert' }] });
    tell({ kind: 'terminals', terminals: [terminal('a', null), terminal('b', 'next')] });
    tell({ kind: 'playing', terminals: [{ terminal: 'b', playing: 'last' }] });
    vi.advanceTimersByTime(1_000);
    expect(playing()).toEqual([null, 'last']);
  });
});

describe('what terminals play while the list of them is being read', () => {
  const read = async (rows: Terminal[]): Promise<void> => {
    let finish!: (list: Terminal[]) => void;
    const fetched = queries.fetchQuery({ queryKey: keys.terminals, queryFn: () => new Promise<Terminal[]>((resolve) => { finish = resolve; }) });
    tell({ kind: 'terminals', terminals: [terminal('a', 'alert')] });
    await vi.advanceTimersByTimeAsync(2_000);
    finish(rows);
    await vi.advanceTimersByTimeAsync(1_000);
    await fetched;
  };

  it('is not undone by its older rows', async () => {
    queries.setQueryData(keys.terminals, [terminal('a')]);
    await read([terminal('a'), terminal('b')]);
    expect(playing()).toEqual(['alert', null]);
  });
  it('is shown although there was no list before', async () => {
    await read([terminal('a')]);
    expect(playing()).toEqual(['alert']);
  });
});

describe('an order that changes', () => {
  const pages = (...rows: OrderSummary[]): Pages<OrderSummary> => ({ pages: [{ rows, next: null }], pageParams: [undefined] });
  const stale = (): boolean => queries.getQueryState(listed)!.isInvalidated;
  beforeEach(() => {
    queries.setQueryData(keys.openOrders, [order('a')]);
    queries.setQueryData(listed, pages(order('a')));
  });

  it('is shown as it is now wherever it stands', () => {
    tell({ kind: 'order', digest: 'a', order: order('a', { counts: { started: 2 } }) });
    expect(queries.getQueryData<OrderSummary[]>(keys.openOrders)![0]!.counts.started).toBe(2);
    expect(queries.getQueryData<Pages<OrderSummary>>(listed)!.pages[0]!.rows[0]!.counts.started).toBe(2);
    expect(stale()).toBe(false);
  });
  it('leaves the open ones when it ends, and the lists are asked for anew; so when one comes', () => {
    tell({ kind: 'order', digest: 'a', order: order('a', { state: 'completed' }) });
    expect(queries.getQueryData(keys.openOrders)).toEqual([]);
    expect(stale()).toBe(true);
    queries.setQueryData(listed, pages(order('a')));
    expect(stale()).toBe(false);
    tell({ kind: 'order', digest: 'b', order: order('b', { state: 'draft' }) });
    expect(queries.getQueryData<OrderSummary[]>(keys.openOrders)!.map((one) => one.digest)).toEqual(['b']);
    expect(stale()).toBe(true);
  });
  it('lets a read of it that is under way come to its end', async () => {
    const signals: AbortSignal[] = [];
    const queryFn = ({ signal }: { signal: AbortSignal }): Promise<string> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    queries.setQueryData(keys.order('a'), 'as it was');
    const stop = new QueryObserver(queries, { queryKey: keys.order('a'), queryFn }).subscribe(() => undefined);
    tell({ kind: 'order', digest: 'a', order: order('a') });
    tell({ kind: 'order', digest: 'a', order: order('a') });
    await vi.advanceTimersByTimeAsync(1_000);
    const aborted = signals.map((signal) => signal.aborted);
    stop();
    expect(aborted).toEqual([false]);
  });
});
