// The live events (docs/api.md, GET /api/v1/events): what was seen last, what is out of date, when to show and when to connect again.
// Pure: it is told what arrived, the time, and a number by chance. Use: after each call perform what `due` says, and again at `nextMs`.
import type { OrderSummary } from './models/orders';
import type { Terminal } from './models/terminals';

/** What a terminal plays now, when nothing else about it has changed. */
type Sound = Pick<Terminal, 'terminal' | 'playing'>;

interface ServerEvent {
  sequence: number;
  kind: 'hello' | 'order' | 'terminals' | 'playing' | 'call' | 'live' | 'trust' | 'release' | 'resync';
  digest?: string;
  order?: OrderSummary;
  terminals?: Terminal[] | Sound[];
}

/** What an event changes at once; `stale` names what has to be asked for anew, 'all' whatever there is. */
export interface News {
  order?: OrderSummary;
  digest?: string;
  stale: readonly string[] | 'all';
}

export interface Due {
  connect: boolean;
  /** The terminals that changed, and those that only began or ended a sound. */
  show?: { terminals: ReadonlyMap<string, Terminal>; sounds: ReadonlyMap<string, string | null> };
}

export const flushEveryMs = 250;
export const firstRetryMs = 1_000;
export const maxRetryMs = 30_000;
/** A connection that lasted so long was a good one. */
export const stableMs = 10_000;

const nothing: News = { stale: [] };
const staleBy: Partial<Record<ServerEvent['kind'], readonly string[]>> = { call: ['calls'], live: ['live'], trust: ['trust-list', 'health'], release: ['releases'] };

function parse(text: string): ServerEvent | null {
  try {
    const event = JSON.parse(text) as ServerEvent | null;
    return event !== null && Number.isSafeInteger(event.sequence) && typeof event.kind === 'string' ? event : null;
  } catch {
    return null;
  }
}

export class Feed {
  private sequence = 0;
  private retryMs = firstRetryMs;
  private openedMs: number | null = null;
  private connectMs: number | null;
  private flushMs: number | null = null;
  private terminals = new Map<string, Terminal>();
  private sounds = new Map<string, string | null>();

  constructor(nowMs: number) {
    this.connectMs = nowMs;
  }

  /** What a connection asks for: what comes behind the last event that was seen. */
  get query(): { after?: number } {
    return this.sequence ? { after: this.sequence } : {};
  }

  opened(nowMs: number): void {
    this.openedMs = nowMs;
  }

  /** The connection has ended, or could not be made. Nobody tells what changes meanwhile. `chance`: 0 … 1. */
  dropped(nowMs: number, chance: number): News {
    if (this.openedMs !== null && nowMs - this.openedMs >= stableMs) this.retryMs = firstRetryMs;
    this.openedMs = null;
    this.connectMs = nowMs + this.retryMs * (0.5 + chance / 2);
    this.retryMs = Math.min(maxRetryMs, this.retryMs * 2);
    return { stale: ['orders', 'terminals', 'timeline'] };
  }

  /** What cannot be read may have been anything. What is not newer than the last one is known already. */
  take(nowMs: number, text: string): News {
    const event = parse(text);
    if (!event) return { stale: 'all' };
    if (event.kind === 'resync') {
      this.sequence = event.sequence;
      return { stale: 'all' };
    }
    if (event.sequence <= this.sequence) return nothing;
    this.sequence = event.sequence;
    if (event.kind === 'order') return { order: event.order, digest: event.digest, stale: ['timeline'] };
    if (event.kind === 'terminals') this.takeTerminals(nowMs, (event.terminals ?? []) as Terminal[]);
    if (event.kind === 'playing') this.takeSounds(nowMs, event.terminals ?? []);
    return { stale: staleBy[event.kind] ?? [] };
  }

  /** `reading`: the list of terminals is being read. What came meanwhile is shown after that, or the older rows read would take its place. */
  due(nowMs: number, reading = false): Due {
    const connect = this.connectMs !== null && this.connectMs <= nowMs;
    if (connect) this.connectMs = null;
    if (this.flushMs === null || this.flushMs > nowMs) return { connect };
    if (reading) {
      this.flushMs = nowMs + flushEveryMs;
      return { connect };
    }
    const show = { terminals: this.terminals, sounds: this.sounds };
    this.terminals = new Map();
    this.sounds = new Map();
    this.flushMs = null;
    return { connect, show };
  }

  /** Infinity: nothing is waited for but events. */
  nextMs(): number {
    return Math.min(this.connectMs ?? Infinity, this.flushMs ?? Infinity);
  }

  private takeTerminals(nowMs: number, terminals: Terminal[]): void {
    for (const terminal of terminals) {
      this.terminals.set(terminal.terminal, terminal);
      this.sounds.delete(terminal.terminal);  // it is older
    }
    this.flushMs ??= nowMs + flushEveryMs;
  }

  private takeSounds(nowMs: number, sounds: Sound[]): void {
    for (const { terminal, playing } of sounds) this.sounds.set(terminal, playing);
    this.flushMs ??= nowMs + flushEveryMs;
  }
}
