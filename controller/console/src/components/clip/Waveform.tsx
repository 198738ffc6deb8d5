import { useEffect, useMemo, useRef } from 'react';
import { lengthS, peaks, type Sound, type Span } from '@/domain/waveform';

const columns = 400;
const height = 64;

interface Props {
  sound: Sound;
  label: string;
  span?: Span;
  /** Drawn across with the mouse or a finger. */
  onSpan?: (span: Span) => void;
}

function paint(context: CanvasRenderingContext2D, heights: number[], from: number, until: number): void {
  const style = getComputedStyle(context.canvas);
  context.clearRect(0, 0, columns, height);
  context.fillStyle = style.color;
  heights.forEach((peak, column) => {
    context.globalAlpha = column >= from && column < until ? 1 : 0.3;
    const tall = Math.max(1, peak * height);
    context.fillRect(column, (height - tall) / 2, 1, tall);
  });
  context.globalAlpha = 1;
}

/** How loud it is from its beginning to its end; the chosen span stands out. */
export function Waveform({ sound, label, span, onSpan }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawnFrom = useRef<number | null>(null);
  const heights = useMemo(() => peaks(sound, columns), [sound]);
  const whole = lengthS(sound);
  const [from, until] = span ? [(span.fromS / whole) * columns, (span.untilS / whole) * columns] : [0, columns];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) paint(context, heights, from, until);
  }, [heights, from, until]);
  const at = (event: React.PointerEvent<HTMLCanvasElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * whole;
  };
  return (
    <canvas
      ref={canvas}
      className="waveform"
      width={columns}
      height={height}
      role="img"
      aria-label={label}
      data-testid="waveform"
      style={{ cursor: onSpan ? 'col-resize' : undefined, touchAction: onSpan ? 'none' : undefined }}
      onPointerDown={onSpan && ((event) => { event.currentTarget.setPointerCapture(event.pointerId); drawnFrom.current = at(event); })}
      onPointerMove={onSpan && ((event) => { if (drawnFrom.current !== null) onSpan({ fromS: drawnFrom.current, untilS: at(event) }); })}
      onPointerUp={onSpan && (() => { drawnFrom.current = null; })}
    />
  );
}
