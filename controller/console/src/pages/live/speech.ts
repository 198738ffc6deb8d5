// One speech: microphone → WebSocket, and what the controller says about it five times a second.
import { ApiError, call, webSocketUrl } from '@/api/client';
import type { LiveStream } from '@/api/models/live';
import { openMicrophone, type Microphone } from './microphone';

/** Above this many seconds unsent the network is too slow: samples are dropped rather than piled up. */
const maxBufferedS = 2;
const closedNormally = 1000;
const overCodes: readonly string[] = ['live.ended', 'live.not_found'];

export interface SpeechEvents {
  onStream: (stream: LiveStream) => void;
  onClosed: (code: number, reason: string) => void;
}

/** How it reaches the world. */
export interface SpeechWays {
  openMicrophone: () => Promise<Microphone>;
  openSocket: (url: string) => WebSocket;
}

const browser: SpeechWays = { openMicrophone, openSocket: (url) => new WebSocket(url) };

export class Speech {
  private microphone: Microphone | null = null;
  private socket: WebSocket | null = null;
  private state: 'on' | 'stopped' | 'abandoned' = 'on';
  private opened = false;

  constructor(
    private readonly stream: number,
    private readonly token: string,
    private readonly events: SpeechEvents,
    private readonly ways: SpeechWays = browser,
  ) {}

  /** Rejects when there is no microphone or it is not allowed: then the stream does not know of us, and one may try again. */
  async start(): Promise<void> {
    const microphone = await this.ways.openMicrophone().catch((error: unknown) => {
      if (this.state === 'on') throw error;
      return null;
    });
    if (this.state !== 'on' || !microphone) return microphone?.close();
    this.microphone = microphone;
    const socket = this.connect(microphone.rate);
    const maxBufferedBytes = maxBufferedS * microphone.rate * 2;
    microphone.listen((packet) => {
      if (this.state === 'on' && socket.readyState === socket.OPEN && socket.bufferedAmount < maxBufferedBytes) socket.send(packet);
    });
    this.socket = socket;
  }

  /** A microphone or connection that is still being opened is not waited for. Rejects when the controller could not be told: then one may try again. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    this.microphone?.close();
    if (this.socket && this.socket.readyState === this.socket.OPEN) return this.socket.send(JSON.stringify({ stop: true }));
    this.socket?.close();
    await this.endStream();
  }

  /** Nobody looks any more. One that was stopped still tells the controller so. */
  abandon(): void {
    if (this.state === 'stopped') return;
    this.state = 'abandoned';
    this.microphone?.close();
    this.socket?.close();
  }

  private connect(rate: number): WebSocket {
    const socket = this.ways.openSocket(webSocketUrl(`live/${this.stream}/audio`, { token: this.token, format: 's16le', rate }));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.opened = true;
    };
    socket.onmessage = (message) => {
      if (typeof message.data === 'string') this.events.onStream(JSON.parse(message.data) as LiveStream);
    };
    socket.onclose = (event) => {
      this.microphone?.close();
      if (this.opened || this.state !== 'stopped') this.events.onClosed(event.code, event.reason);
    };
    return socket;
  }

  /** Without a connection. */
  private async endStream(): Promise<void> {
    await call('POST', `live/${this.stream}/stop`, { json: { token: this.token } }).catch((error: unknown) => {
      if (!(error instanceof ApiError && overCodes.includes(error.code))) throw error;
    });
    this.events.onClosed(closedNormally, '');
  }
}
