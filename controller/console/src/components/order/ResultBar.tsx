import { progressKinds, type TownshipProgress } from '@/domain/outcomes';
import { useI18n } from '@/i18n/context';

const colours = { sounded: '#1b7a3d', sounding: '#7b3fc4', waiting: '#b8862b', silent: '#b3261e', cancelled: '#7a838c' };

/** How much of it has sounded, as a bar and in numbers. */
export function ResultBar({ progress }: { progress: Omit<TownshipProgress, 'township'> }) {
  const { word } = useI18n();
  const parts = progressKinds.filter((part) => progress[part] > 0);
  const text = parts.map((part) => `${word('progress', part)} ${progress[part]}`).join(' · ');
  return (
    <div>
      <div className="bar" aria-hidden>
        {parts.map((part) => <span key={part} style={{ width: `${(100 * progress[part]) / Math.max(1, progress.total)}%`, background: colours[part] }} />)}
      </div>
      <div className="number" style={{ fontSize: 13 }}>{text || '–'}</div>
    </div>
  );
}
