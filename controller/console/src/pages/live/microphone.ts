// The browser's microphone as 16-bit samples at 48 kHz.
import workletUrl from './pcm.worklet.js?url';

export const sampleRate = 48_000;

export interface Microphone {
  close: () => void;
}

export async function openMicrophone(onSamples: (samples: ArrayBuffer) => void): Promise<Microphone> {
  const media = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
  // Nothing is played here, so no loudspeaker is needed either (Chromium; others ignore the member).
  const context = new AudioContext({ sampleRate, sinkId: { type: 'none' } } as AudioContextOptions);
  const close = (): void => {
    media.getTracks().forEach((track) => track.stop());
    void context.close();
  };
  try {
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, 'pcm', { numberOfOutputs: 0 });
    node.port.onmessage = (message: MessageEvent<ArrayBuffer>) => onSamples(message.data);
    context.createMediaStreamSource(media).connect(node);
    await context.resume();
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
