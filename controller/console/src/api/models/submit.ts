// What became of signed bytes.

export interface Submitted {
  digest: string;
  state: 'issued' | 'submitted';
  addressed_count: number;
  persons_missing: number;
  holds: string[];
  live?: { stream: number; token: string };
}

export interface StopTaken {
  digest: string;
  orders: string[];
  sent_to: number;
}
