// Terminals as the lists and the map know them.

export type Presence = 'online' | 'late' | 'offline' | 'unknown' | 'never';

export interface Terminal {
  terminal: string;
  name: string;
  area: string;
  latitude: number;
  longitude: number;
  state: Presence;
  last_seen_us: number | null;
  firmware: string;
  playing: string | null;
  unacknowledged_receipts: number;
  /** The controller's word: away, without mains, or with a trouble that goes on. */
  faulty: boolean;
  status: Record<string, number> | null;
  month_up_bytes: number;
  month_down_bytes: number;
}

export interface Photo {
  digest: string;
  width: number;
  height: number;
  bytes: number;
  at_us: number;
  actor: string;
}

/** An order that a terminal did not take, in its own signed words. */
export interface RefusedOrder {
  terminal: string;
  order: string;
  reason: string;
  detail: string;
  at_us: number;
  received_at_us: number;
}
