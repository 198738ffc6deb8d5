// What an order or a stop-all is asked for with, and the bytes to sign that come back.
import type { AddressedTerminal } from './orders';
import type { Level, OrderClass } from '@/wire/vocabulary';

export interface PrepareRequest {
  class: OrderClass;
  level: Level;
  areas?: string[];
  terminals?: string[];
  groups?: string[];
  polygons?: [number, number][][];
  circles?: { centre: [number, number]; radius_m: number }[];
  items?: { clip: string }[];
  playlist?: string;
  live?: { holder: string; max_duration_s: number; playout_delay_ms: number };
  repetitions?: number;
  gap_ms?: number;
  tone?: string;
  tone_ms?: number;
  interrupt_rule?: string;
  language?: string;
  volume_percent?: number;
  headline?: string;
  event_code?: string;
  all_clear_clip?: string;
  supersedes?: string;
  schedule?: ScheduleRule;
  starts?: number[];
}

export interface ScheduleRule {
  start: string;
  rrule?: string;
  exceptions?: string[];
  extra?: string[];
  holidays?: 'play' | 'skip' | 'only';
}

export interface Warning {
  code: string;
  text: string;
}

export interface Prepared {
  payload: string;
  digest: string;
  addressed_count: number;
  addressed: AddressedTerminal[];
  longest_sound_ms: number;
  occurrences: { number: number; earliest_us: number; latest_us: number; end_us: number }[];
  warnings: Warning[];
  holds: string[];
  persons_required: number;
  confirm_count: boolean;
}

export interface PreparedStop {
  payload: string;
  digest: string;
  orders: string[];
  addressed_count: number;
}
