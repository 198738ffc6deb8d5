// The picture of a recording, and a part of it as a WAV file. Pure.

export interface Sound {
  rate: number;
  channels: Float32Array[];
}

export interface Span {
  fromS: number;
  untilS: number;
}

export const minSpanS = 0.5;

export const lengthS = (sound: Sound): number => (sound.channels[0]?.length ?? 0) / sound.rate;

/** The loudest sample of each of so many columns, 0 to 1, over all channels. */
export function peaks(sound: Sound, columns: number): number[] {
  const length = sound.channels[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) => {
    const [from, until] = [Math.floor((column * length) / columns), Math.floor(((column + 1) * length) / columns)];
    let peak = 0;
    for (const samples of sound.channels) for (let at = from; at < until; ++at) peak = Math.max(peak, Math.abs(samples[at]!));
    return Math.min(1, peak);
  });
}

/** A span inside the recording, never shorter than half a second (or than a recording that is shorter itself). */
export function within(span: Span, wholeS: number): Span {
  const least = Math.min(minSpanS, wholeS);
  const fromS = Math.min(Math.max(0, Math.min(span.fromS, span.untilS)), wholeS - least);
  return { fromS, untilS: Math.min(wholeS, Math.max(fromS + least, Math.max(span.fromS, span.untilS))) };
}

const headerBytes = 44;

/** How large its WAV file will be. */
export const wavBytes = (sound: Sound, span: Span): number => headerBytes + 2 * Math.round((span.untilS - span.fromS) * sound.rate);

/** The span as a WAV file: mono (the mean of the channels), 16 bits. */
export function wavOf(sound: Sound, span: Span): Uint8Array {
  const first = Math.round(span.fromS * sound.rate);
  const count = Math.max(0, Math.min(Math.round((span.untilS - span.fromS) * sound.rate), (sound.channels[0]?.length ?? 0) - first));
  const bytes = new Uint8Array(headerBytes + 2 * count);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string): void => bytes.set(new TextEncoder().encode(word), at);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sound.rate, true);
  view.setUint32(28, sound.rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * count, true);
  for (let at = 0; at < count; ++at) {
    let sum = 0;
    for (const samples of sound.channels) sum += samples[first + at]!;
    const mean = Math.max(-1, Math.min(1, sum / sound.channels.length));
    view.setInt16(headerBytes + 2 * at, Math.round(mean * 32_767), true);
  }
  return bytes;
}
