// People and programs that may sign in.

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
