// Firmware releases and the terminals that take them.

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
