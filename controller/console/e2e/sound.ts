// What a terminal's virtual sound card wrote, and what can be heard in it.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const headerOctets = 44;
const rate = 48_000;
const windowSamples = rate / 100;
/** A beep of the browser's fake microphone is far above this, silence far below. */
const loud = 1_000;

/** All samples so far: while the terminal runs, the header's sizes are not final. */
export async function samplesOf(file: string): Promise<Int16Array> {
  const octets = await readFile(file);
  const whole = (octets.length - headerOctets) & ~1;
  return new Int16Array(octets.buffer.slice(octets.byteOffset + headerOctets, octets.byteOffset + headerOctets + whole));
}

/** Where sound begins after silence, in seconds. */
export function onsets(samples: Int16Array): number[] {
  const found: number[] = [];
  let sounded = false;
  for (let at = 0; at + windowSamples <= samples.length; at += windowSamples) {
    const sounds = samples.subarray(at, at + windowSamples).some((sample) => Math.abs(sample) > loud);
    if (sounds && !sounded) found.push(at / rate);
    sounded = sounds;
  }
  return found;
}

/** The longest row of onsets that follow each other at this distance. */
export function beats(times: number[], distanceS: number, toleranceS: number): number {
  let longest = 0;
  let row = 1;
  for (let index = 1; index < times.length; ++index) {
    row = Math.abs(times[index]! - times[index - 1]! - distanceS) <= toleranceS ? row + 1 : 1;
    longest = Math.max(longest, row);
  }
  return longest;
}

interface Recorded {
  seconds: number;
  /** Of full scale. */
  loudest: number;
  beepOnsets: number[];
}

/** A kept clip, decoded by the browser. */
export async function recordedIn(page: Page, address: string): Promise<Recorded> {
  const decoded = await page.evaluate(async ([at, wanted]) => {
    const octets = await (await fetch(at)).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, wanted).decodeAudioData(octets);
    return { seconds: sound.duration, samples: Array.from(sound.getChannelData(0), (sample) => Math.round(sample * 32_767)) };
  }, [address, rate] as const);
  const samples = Int16Array.from(decoded.samples);
  return { seconds: decoded.seconds, loudest: samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) / 32_767, beepOnsets: onsets(samples) };
}
