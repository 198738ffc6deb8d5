// Live events: one WebSocket for the whole console. It comes back by itself after a drop, from the last sequence it saw.
import type { QueryClient } from '@tanstack/react-query';
import { webSocketUrl } from './client';
import type { OrderSummary } from './models/orders';
import type { Terminal } from './models/terminals';
import { changed, type Pages } from './pages';
import { keys } from './queries';
import { isOpen, newestFirst } from '@/domain/orders';

/** What a terminal plays now, when nothing else about it has changed. */
type Sound = Pick<Terminal, 'terminal' | 'playing'>;

interface ServerEvent {
  sequence: number;
  kind: 'hello' | 'order' | 'terminals' | 'playing' | 'call' | 'live' | 'trust' | 'release' | 'resync';
  digest?: string;
  order?: OrderSummary;
  terminals?: Terminal[] | Sound[];
}

const flushEveryMs = 250;
const maxRetryMs = 30_000;

/** Replaces in a copy the terminals that are newer; those that the list does not hold are put at its end. */
export function mergeTerminals(list: Terminal[], newer: Map<string, Terminal>): Terminal[] {
  const merged = list.map((terminal) => newer.get(terminal.terminal) ?? terminal);
  const held = new Set(list.map((terminal) => terminal.terminal));
  for (const [id, terminal] of newer) if (!held.has(id)) merged.push(terminal);
  return merged;
}

/** A list that is new where some play something else; those that it does not hold are none of its. */
export const mergeSounds = (list: Terminal[], sounds: ReadonlyMap<string, string | null>): Terminal[] =>
  sounds.size === 0 ? list : list.map((one) => (sounds.has(one.terminal) ? { ...one, playing: sounds.get(one.terminal) ?? null } : one));

/** The open orders as they are after one has changed: what has ended leaves them. */
export function mergeOrder(list: OrderSummary[], newer: OrderSummary): OrderSummary[] {
  const others = list.filter((order) => order.digest !== newer.digest);
  return isOpen(newer) ? [...others, newer].sort(newestFirst) : others;
}

export class EventFeed {
  private socket: WebSocket | null = null;
  private sequence = 0;
  private retryMs = 1_000;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly pending = new Map<string, Terminal>();
  private readonly sounds = new Map<string, string | null>();
  private flushTimer: ReturnType<typeof setTimeout> | null = null;
  private closed = false;

  constructor(
    private readonly queries: QueryClient,
    private readonly onState: (connected: boolean) => void,
  ) {
    this.connect();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    if (this.flushTimer) clearTimeout(this.flushTimer);
    this.socket?.close();
  }

  private connect(): void {
    const socket = new WebSocket(webSocketUrl('events', this.sequence ? { after: this.sequence } : {}));
    this.socket = socket;
    socket.onopen = () => {
      this.retryMs = 1_000;
      this.onState(true);
    };
    socket.onmessage = (message) => this.take(JSON.parse(String(message.data)) as ServerEvent);
    socket.onclose = () => {
      if (this.closed) return;
      this.onState(false);
      // Nobody tells what changes meanwhile, so ask, as often as the connection is tried.
      for (const queryKey of [keys.orders, keys.terminals, keys.timeline]) void this.queries.invalidateQueries({ queryKey });
      this.timer = setTimeout(() => this.connect(), this.retryMs * (0.5 + Math.random() / 2));
      this.retryMs = Math.min(maxRetryMs, this.retryMs * 2);
    };
  }

  private take(event: ServerEvent): void {
    this.sequence = Math.max(this.sequence, event.sequence);
    const stale = (...names: string[]): void => {
      for (const name of names) void this.queries.invalidateQueries({ queryKey: [name] });
    };
    switch (event.kind) {
      case 'order': return this.takeOrder(event);
      case 'terminals': return this.takeTerminals((event.terminals ?? []) as Terminal[]);
      case 'playing': return this.takeSounds(event.terminals ?? []);
      case 'call': return stale('calls');
      case 'live': return stale('live');
      case 'trust': return stale('trust-list', 'health');
      case 'release': return stale('releases');
      case 'resync': return void this.queries.invalidateQueries();
      default: return undefined;
    }
  }

  private takeOrder(event: ServerEvent): void {
    if (event.order) this.putOrder(event.order);
    void this.queries.invalidateQueries({ queryKey: keys.timeline });
    if (event.digest) void this.queries.invalidateQueries({ queryKey: keys.order(event.digest) });
  }

  /** Where it is shown, it is shown as it is now; one that came or ended may belong to other lists than before. */
  private putOrder(order: OrderSummary): void {
    const open = this.queries.getQueryData<OrderSummary[]>(keys.openOrders);
    const known = open?.some((one) => one.digest === order.digest) ?? false;
    this.queries.setQueryData<OrderSummary[]>(keys.openOrders, (list) => list && mergeOrder(list, order));
    this.queries.setQueriesData<Pages<OrderSummary>>({ queryKey: keys.listedOrders }, (pages) => changed(pages, (row) => (row.digest === order.digest ? order : row)));
    if (open && known !== isOpen(order)) void this.queries.invalidateQueries({ queryKey: keys.listedOrders });
  }

  private takeTerminals(terminals: Terminal[]): void {
    for (const terminal of terminals) {
      this.pending.set(terminal.terminal, terminal);
      this.sounds.delete(terminal.terminal);  // it is older
    }
    this.flushSoon();
  }

  private takeSounds(sounds: Sound[]): void {
    for (const { terminal, playing } of sounds) this.sounds.set(terminal, playing);
    this.flushSoon();
  }

  private flushSoon(): void {
    this.flushTimer ??= setTimeout(() => this.flush(), flushEveryMs);
  }

  private flush(): void {
    this.flushTimer = null;
    const [newer, sounds] = [new Map(this.pending), new Map(this.sounds)];
    this.pending.clear();
    this.sounds.clear();
    this.queries.setQueryData<Terminal[]>(keys.terminals, (list) => list && mergeSounds(mergeTerminals(list, newer), sounds));
  }
}
