// Signed commands to terminals, and their answers.

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
