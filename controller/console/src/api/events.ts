// Live events: one WebSocket for the whole console. It comes back by itself after a drop, from the last sequence it saw.
import type { QueryClient } from '@tanstack/react-query';
import { webSocketUrl } from './client';
import type { OrderSummary, Terminal } from './models';
import { keys } from './queries';

interface ServerEvent {
  sequence: number;
  kind: 'hello' | 'order' | 'terminals' | 'call' | 'live' | 'trust' | 'release' | 'resync';
  digest?: string;
  order?: OrderSummary;
  terminals?: Terminal[];
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

export function mergeOrder(list: OrderSummary[], newer: OrderSummary): OrderSummary[] {
  const at = list.findIndex((order) => order.digest === newer.digest);
  return at < 0 ? [newer, ...list] : list.map((order, index) => (index === at ? newer : order));
}

export class EventFeed {
  private socket: WebSocket | null = null;
  private sequence = 0;
  private retryMs = 1_000;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly pending = new Map<string, Terminal>();
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
      case 'terminals': return this.takeTerminals(event.terminals ?? []);
      case 'call': return stale('calls');
      case 'live': return stale('live');
      case 'trust': return stale('trust-list', 'health');
      case 'release': return stale('releases');
      case 'resync': return void this.queries.invalidateQueries();
      default: return undefined;
    }
  }

  private takeOrder(event: ServerEvent): void {
    const order = event.order;
    if (order) this.queries.setQueryData<OrderSummary[]>(keys.orders, (list) => (list ? mergeOrder(list, order) : list));
    void this.queries.invalidateQueries({ queryKey: keys.timeline });
    if (event.digest) void this.queries.invalidateQueries({ queryKey: keys.order(event.digest) });
  }

  private takeTerminals(terminals: Terminal[]): void {
    for (const terminal of terminals) this.pending.set(terminal.terminal, terminal);
    this.flushTimer ??= setTimeout(() => this.flush(), flushEveryMs);
  }

  private flush(): void {
    this.flushTimer = null;
    const newer = new Map(this.pending);
    this.pending.clear();
    this.queries.setQueryData<Terminal[]>(keys.terminals, (list) => (list ? mergeTerminals(list, newer) : list));
  }
}
