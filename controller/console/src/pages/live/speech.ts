// One speech: microphone → WebSocket, and what the controller says about it five times a second.
import { webSocketUrl } from '@/api/client';
import type { LiveStream } from '@/api/models/live';
import { openMicrophone, type Microphone } from './microphone';

/** Above this many seconds unsent the network is too slow: samples are dropped rather than piled up. */
const maxBufferedS = 2;

export interface SpeechEvents {
  onStream: (stream: LiveStream) => void;
  onClosed: (code: number, reason: string) => void;
}

export class Speech {
  private microphone: Microphone | null = null;
  private socket: WebSocket | null = null;
  private abandoned = false;

  constructor(
    private readonly stream: number,
    private readonly token: string,
    private readonly events: SpeechEvents,
  ) {}

  /** Rejects when there is no microphone or it is not allowed: then the stream does not know of us, and one may try again. */
  async start(): Promise<void> {
    const microphone = await openMicrophone();
    if (this.abandoned) return microphone.close();
    this.microphone = microphone;
    const socket = this.connect(microphone.rate);
    const maxBufferedBytes = maxBufferedS * microphone.rate * 2;
    microphone.listen((packet) => {
      if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < maxBufferedBytes) socket.send(packet);
    });
    this.socket = socket;
  }

  stop(): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ stop: true }));
    this.microphone?.close();
  }

  abandon(): void {
    this.abandoned = true;
    this.microphone?.close();
    this.socket?.close();
  }

  private connect(rate: number): WebSocket {
    const socket = new WebSocket(webSocketUrl(`live/${this.stream}/audio`, { token: this.token, format: 's16le', rate }));
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (message) => {
      if (typeof message.data === 'string') this.events.onStream(JSON.parse(message.data) as LiveStream);
    };
    socket.onclose = (event) => {
      this.microphone?.close();
      this.events.onClosed(event.code, event.reason);
    };
    return socket;
  }
}
