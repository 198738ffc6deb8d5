// Who is signed in, and what the controller says of itself to the console.

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
