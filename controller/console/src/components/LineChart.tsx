import type { Line } from '@/domain/history';

const wide = 400;
const tall = 96;

const path = (run: Line['runs'][number]): string => run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${(x * wide).toFixed(1)} ${((1 - y) * tall).toFixed(1)}`).join('');

/** A line over time; who cannot see it is told the figures by the label. */
export function LineChart({ line, label }: { line: Line; label: string }) {
  return (
    <svg className="history-chart" viewBox={`0 -4 ${wide} ${tall + 8}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {[0, 0.5, 1].map((at) => <line key={at} x1={0} x2={wide} y1={at * tall} y2={at * tall} className="history-grid" />)}
      {line.runs.map((run, index) => (
        // A point alone is a line of no length, whose round ends show.
        <path key={index} d={run.length === 1 ? `${path(run)}h0` : path(run)} className={run.length === 1 ? 'history-line history-point' : 'history-line'} />
      ))}
    </svg>
  );
}
