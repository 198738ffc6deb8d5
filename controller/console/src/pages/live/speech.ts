// One speech: microphone → WebSocket, and what the controller says about it five times a second.
import { webSocketUrl } from '@/api/client';
import type { LiveStream } from '@/api/models';
import { openMicrophone, sampleRate, type Microphone } from './microphone';

/** Above this much unsent the network is too slow: samples are dropped rather than piled up. */
const maxBufferedBytes = sampleRate * 2 * 2;

export interface SpeechEvents {
  onStream: (stream: LiveStream) => void;
  onClosed: (code: number, reason: string) => void;
}

export class Speech {
  private microphone: Microphone | null = null;
  private readonly socket: WebSocket;

  constructor(stream: number, token: string, events: SpeechEvents) {
    this.socket = new WebSocket(webSocketUrl(`live/${stream}/audio`, { token, format: 's16le', rate: sampleRate }));
    this.socket.binaryType = 'arraybuffer';
    this.socket.onmessage = (message) => {
      if (typeof message.data === 'string') events.onStream(JSON.parse(message.data) as LiveStream);
    };
    this.socket.onclose = (event) => {
      this.microphone?.close();
      events.onClosed(event.code, event.reason);
    };
  }

  /** Rejects when there is no microphone or it is not allowed; the speech is over then. */
  async start(): Promise<void> {
    try {
      this.microphone = await openMicrophone((samples) => {
        if (this.socket.readyState === WebSocket.OPEN && this.socket.bufferedAmount < maxBufferedBytes) this.socket.send(samples);
      });
    } catch (error) {
      this.socket.close();
      throw error;
    }
  }

  stop(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ stop: true }));
    this.microphone?.close();
  }

  abandon(): void {
    this.microphone?.close();
    this.socket.close();
  }
}
