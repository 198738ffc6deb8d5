// What the controller says of itself: its health, and what ends soon.

export interface Expiry {
  subject: string;
  at_us: number;
  announced_days: number | null;
}

export interface Health {
  status: 'ok' | 'degraded';
  sessions: number;
  trust_list_version: number;
  trust_list_stale: boolean;
  problems: string[];
}
