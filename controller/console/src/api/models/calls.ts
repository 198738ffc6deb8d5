// What the controller told or asked somebody.

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
