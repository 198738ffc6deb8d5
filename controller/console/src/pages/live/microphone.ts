// The browser's microphone as packets of 16-bit samples.
import { contextSource } from './contextSource';
import { Packer } from './packets';
import { canReadTracks, trackSource } from './trackSource';

/** Where samples come from: one channel, at this rate. */
export interface Source {
  rate: number;
  listen: (take: (block: Float32Array) => void) => void;
  close: () => void;
}

export interface Microphone {
  rate: number;
  listen: (take: (packet: ArrayBuffer) => void) => void;
  close: () => void;
}

/** What the controller takes at most; faster microphones go through an AudioContext, which resamples. */
const maxRate = 48_000;

async function sourceOf(media: MediaStream): Promise<Source> {
  const track = media.getAudioTracks()[0];
  if (!track || !canReadTracks()) return contextSource(media);
  const direct = await trackSource(track);
  if (direct.rate <= maxRate) return direct;
  direct.close();
  return contextSource(media);
}

/** Rejects when there is no microphone, or it is not allowed. */
export async function openMicrophone(): Promise<Microphone> {
  const media = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
  const release = (): void => media.getTracks().forEach((track) => track.stop());
  try {
    const source = await sourceOf(media);
    return {
      rate: source.rate,
      listen: (take) => {
        const packer = new Packer(source.rate, take);
        source.listen((block) => packer.take(block));
      },
      close: () => {
        source.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
