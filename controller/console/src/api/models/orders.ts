// Orders, how far each addressed terminal is, and when they sound.
import type { Level, OrderClass } from '@/wire/vocabulary';

export type OrderState = 'draft' | 'submitted' | 'returned' | 'issued' | 'running' | 'completed' | 'cancelled' | 'expired';

export interface OrderSummary {
  digest: string;
  class: OrderClass;
  level: Level;
  headline: string;
  issued_at: string;
  submitted_at_us: number | null;
  state: OrderState;
  addressed: number;
  counts: Record<string, number>;
  persons: string[];
  persons_missing: number;
  holds: string[];
  reason: string;
  origin: string;
  supersedes: string | null;
  superseded_by: string | null;
}

export interface AddressedTerminal {
  terminal: string;
  name: string;
  area: string;
}

export interface OrderTerminal extends AddressedTerminal {
  online: boolean;
  occurrence: number;
  stage: 'none' | 'delivered' | 'accepted' | 'started' | 'final';
  outcome: string;
  refusal: string;
  detail: string;
  delivered_at_us: number | null;
  started_at_us: number | null;
  first_sample_us: number | null;
  final_at_us: number | null;
  provisional: 'unreachable' | null;
  disputed: boolean;
}

/** What an order plays, as the library knows it. */
export interface OrderClip {
  clip: string;
  name: string;
  duration_ms: number;
  /** That it was spoken from, one text to a line; empty where it is not speech, or nobody kept them. */
  words: string;
}

export interface OrderDetail extends OrderSummary {
  issued_at_us: number | null;
  submitted_at_us: number | null;
  start_at_us: number | null;
  envelope: string;
  addressed_terminals?: AddressedTerminal[];
  /** Of one not issued yet: whoever signs it types the number of its terminals. */
  confirm_count: boolean;
  terminals?: OrderTerminal[];
  recording: string | null;
  /** Of an issued one: from here on its progress is asked for. */
  progress: string | null;
  clips?: OrderClip[];
}

/** What has changed of an issued order since a mark. */
export interface OrderProgress {
  order: OrderSummary;
  terminals: OrderTerminal[];
  recording: string | null;
  next: string;
  /** The mark is too old: ask for the whole order. */
  whole: boolean;
  more: boolean;
}

export interface TimelineEntry {
  order: string;
  occurrence: number;
  class: OrderClass;
  level: Level;
  headline: string;
  state: OrderState;
  start_us: number;
  end_us: number;
  addressed: number;
  conflicts: string[];
  /** When its order was cancelled or replaced: a start before that sounded, a later one does not. */
  ended_us: number | null;
  /** The order that took its place, or the newest of those that took that one's. */
  superseded_by: string | null;
}
