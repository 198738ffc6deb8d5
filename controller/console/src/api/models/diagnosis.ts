// What the controller concludes about one terminal.
import type { Presence } from './terminals';

export interface Bilingual {
  zh: string;
  en: string;
}

export interface Finding {
  cause: string;
  severity: 'mute' | 'degraded' | 'notice';
  certainty_percent: number;
  name: Bilingual;
  evidence: Bilingual;
  instruction: Bilingual;
}

export interface Diagnosis {
  terminal: string;
  at_us: number;
  presence: Presence;
  last_seen_us: number | null;
  firmware: string;
  certificate_end_us: number | null;
  clock_synchronised: boolean | null;
  clock_ahead_us: number | null;
  signal_dbm: number | null;
  rsrp_dbm: number | null;
  sim: string | null;
  registration: string | null;
  data_used_mib: number | null;
  mains: boolean | null;
  battery_percent: number | null;
  battery_minutes: number | null;
  cabinet_c: number | null;
  amplifier_c: number | null;
  door_open: boolean | null;
  journal_free_percent: number | null;
  reports: { kind: string; at_us: number; times: number; detail: string; over_us: number | null }[];
  played: { at_us: number; outcome: string; refusal: string; detail: string }[];
  findings: Finding[];
}
