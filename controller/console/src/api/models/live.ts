// Live speech.

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
