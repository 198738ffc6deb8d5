// Clips, the library and playlists of the HTTP API.
import type { OrderState } from './orders';

export interface Clip {
  clip: string;
  duration_ms: number;
  /** As the controller measured it; null or missing: it did not. */
  loudness_lufs?: number | null;
  true_peak_dbtp?: number | null;
  warnings: string[];
  normalised?: string;
}

/** An order that names a clip; with a next start it is an item of the schedule. */
export interface ClipUse {
  order: string;
  headline: string;
  state: OrderState;
  next_start_us: number | null;
}

export interface LibraryClip extends Clip {
  bytes: number;
  name: string;
  author: string | null;
  added_us: number | null;
  expires_us: number | null;
  expired: boolean;
  /** By one of those below, or by one that is not shown here. */
  used: boolean;
  etag: string;
  playlists: string[];
  orders: ClipUse[];
}

/** `outdated`: it plays an earlier state of the playlist. */
export interface PlaylistUse extends ClipUse {
  outdated: boolean;
}

export interface Playlist {
  name: string;
  area: string | null;
  clips: { clip: string; name: string; duration_ms: number; missing: boolean; expired: boolean }[];
  duration_ms: number;
  etag: string;
  items: PlaylistUse[];
}
