import { levelColours } from '@/domain/levels';
import { useI18n } from '@/i18n/context';
import type { Level } from '@/wire/vocabulary';

/** The level in its colour and in words. */
export function LevelTag({ level, long }: { level: Level; long?: boolean }) {
  const { word } = useI18n();
  const colours = levelColours[level] ?? levelColours.routine;
  return (
    <span className="level-tag" style={{ background: colours.background, color: colours.text }}>
      {word(long ? 'level' : 'levelShort', level)}
    </span>
  );
}
