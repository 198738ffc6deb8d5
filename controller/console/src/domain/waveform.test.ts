import { describe, expect, it } from 'vitest';
import { lengthS, peaks, wavBytes, wavOf, within } from './waveform';

const sound = { rate: 4, channels: [Float32Array.of(0, 0.5, -1, 0, 0.25, 0, 0, 0), Float32Array.of(0, 0.5, 1, 0, 0.75, 0, 0, 0)] };

describe('a waveform', () => {
  it('shows the loudest sample of each column', () => {
    expect(lengthS(sound)).toBe(2);
    expect(peaks(sound, 4)).toEqual([0.5, 1, 0.75, 0]);
    expect(peaks({ rate: 4, channels: [] }, 2)).toEqual([0, 0]);
  });
  it('has a span that lies within it and is not empty', () => {
    expect(within({ fromS: 1.5, untilS: 0.25 }, 2)).toEqual({ fromS: 0.25, untilS: 1.5 });
    expect(within({ fromS: 5, untilS: 9 }, 2)).toEqual({ fromS: 1.5, untilS: 2 });
    expect(within({ fromS: 0, untilS: 0 }, 0.2)).toEqual({ fromS: 0, untilS: 0.2 });
  });
  it('becomes a mono WAV file of just the span', () => {
    const wav = wavOf(sound, { fromS: 0.25, untilS: 1.25 });
    const view = new DataView(wav.buffer);
    expect(new TextDecoder('latin1').decode(wav.slice(0, 16))).toBe('RIFF\x2c\0\0\0WAVEfmt ');
    expect([view.getUint16(22, true), view.getUint32(24, true), view.getUint32(40, true), wav.length]).toEqual([1, 4, 8, 52]);
    expect([0, 1, 2, 3].map((at) => view.getInt16(44 + 2 * at, true))).toEqual([16_384, 0, 0, 16_384]);
    expect(wavBytes(sound, { fromS: 0.25, untilS: 1.25 })).toBe(wav.length);
  });
});
