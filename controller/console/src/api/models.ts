// The objects of the HTTP API, as docs/api.md describes them. A field that ends in _us is UTC in microseconds since 1970.
import type { Level, OrderClass } from '@/wire/vocabulary';

export type * from './health';

export interface SessionAccount {
  name: string;
  display_name: string;
  roles: string[];
  areas: string[];
  totp: boolean;
  key_fingerprint: string | null;
}

/** Under the map, from elsewhere; the address has {z}, {x} and {y}. */
export interface MapTiles {
  address: string;
  attribution: string;
}

export interface Session {
  signed_in: boolean;
  account: SessionAccount | null;
  csrf: string | null;
  environment: 'production' | 'training';
  version: string;
  set_up_needed: boolean;
  second_factor_needed?: boolean;
  permissions: string[];
  deployment?: string;
  utc_offset_minutes?: number;
  county?: string;
  tiles?: MapTiles | null;
}

export interface SignedInSession {
  id: string;
  created_at_us: number;
  seen_at_us: number;
  address: string;
  agent: string;
  own: boolean;
}

export interface Account {
  name: string;
  display_name: string;
  roles: string[];
  areas: string[];
  disabled: boolean;
  totp: boolean;
  key_fingerprint: string | null;
  spki: string | null;
  locked_until_us: number | null;
  last_sign_in_us: number | null;
}

export type AccountChangeKind = 'create' | 'change' | 'disable' | 'reset';

export interface AccountChange {
  number: number;
  kind: AccountChangeKind;
  name: string;
  display_name: string;
  roles: string[];
  areas: string[] | null;
  by: string;
  at_us: number;
  state: 'proposed' | 'done' | 'rejected';
  decided_by: string | null;
}

export interface ApiToken {
  id: string;
  name: string;
  roles: string[];
  areas: string[];
  until_us: number | null;
}

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
  status: Record<string, number> | null;
  month_up_bytes: number;
  month_down_bytes: number;
}

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

export interface Photo {
  digest: string;
  width: number;
  height: number;
  bytes: number;
  at_us: number;
  actor: string;
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

export interface OrderDetail extends OrderSummary {
  issued_at_us: number | null;
  submitted_at_us: number | null;
  start_at_us: number | null;
  envelope: string;
  addressed_terminals?: AddressedTerminal[];
  terminals?: OrderTerminal[];
  recording: string | null;
  /** Of an issued one: from here on its progress is asked for. */
  progress: string | null;
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

export interface TemplateParameter {
  name: string;
  kind: 'text' | 'number' | 'level' | 'time' | 'phone';
  required: boolean;
  min?: number;
  max?: number;
  decimals?: number;
}

export interface Template {
  name: string;
  event_code: string;
  class: OrderClass;
  own: boolean;
  wordings: Partial<Record<'zh' | 'en', { title: string; text: string }>>;
  parameters: TemplateParameter[];
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
}

export interface Area {
  code: string;
  name: string;
  parent: string | null;
  terminals: number;
}

export interface Group {
  name: string;
  areas: string[];
  terminals: string[];
  etag?: string;
}

export interface Call {
  number: number;
  at_us: number;
  kind: string;
  level: string;
  subject: string;
  text: string;
  fate: string;
  repeats: number;
  step: number;
}

export interface AuditEntry {
  sequence: number;
  at_us: number;
  action: string;
  subject: string;
  detail: string;
  previous: string;
  digest: string;
}

export interface Release {
  release: string;
  version: number;
  version_floor: number;
  name: string;
  hardware: string[];
  image_bytes: number;
  image_complete: boolean;
  signed_by: string[];
  phase: 'running' | 'paused' | 'completed' | 'withdrawn';
  reason: string;
  by: string;
  open_ring: number;
  rings: { not_before: number; share_permille: number; members: number; confirmed: number; failed: number; open: number }[];
}

export interface ReleaseMember {
  terminal: string;
  ring: number;
  state: string;
  accepted: boolean;
  heard_at: number | null;
  detail: string;
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

export interface LiveStream {
  stream: number;
  order: string;
  holder: string;
  state: 'waiting' | 'speaking' | 'ended';
  source: string;
  peak_dbfs: number;
  rms_dbfs: number;
  underruns: number;
  dropped_chunks: number;
  end: string;
  until_us?: number | null;
  recording?: string | null;
  begins_in_ms?: number;
  ends_in_ms?: number;
}

/** `text`, or `data` in base64 when it is more than plain ASCII. */
export interface CommandAnswer {
  terminal: string;
  name: string;
  state: string;
  refusal: string;
  detail: string;
  at_us: number | null;
  text?: string;
  data?: string;
}

export interface CommandState {
  digest: string;
  kind: string;
  person: string;
  submitted_at_us: number;
  expires_at_us: number;
  terminals: CommandAnswer[];
}
