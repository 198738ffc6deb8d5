import { Button, Tag } from 'antd';
import type { TimelineEntry } from '@/api/models/orders';
import { hrefOf } from '@/app/route';
import { levelColours } from '@/domain/levels';
import { movable } from '@/domain/moving';
import { clockText, dayPart, dayText, nowUs, timeText, wall } from '@/domain/times';
import { useI18n } from '@/i18n/context';

export type Move = (entry: TimelineEntry, date: string) => void;

interface Props {
  entry: TimelineEntry;
  move: Move | undefined;
  /** Where an item can be dragged to another day. */
  drag?: (entry: TimelineEntry | null) => void;
}

/** One start of an item, in the week and in the day. */
export function Slot({ entry, move, drag }: Props) {
  const { t, word, language } = useI18n();
  const hour = wall(entry.start_us).getUTCHours();
  const moves = move !== undefined && movable(entry, nowUs());
  const drags = moves && drag !== undefined;
  const name = entry.headline || word('class', entry.class);
  return (
    <div
      className="slot"
      style={{ borderInlineStartColor: levelColours[entry.level].background, cursor: drags ? 'grab' : undefined }}
      draggable={drags}
      onDragStart={(event) => { event.dataTransfer.setData('text/plain', entry.order); drag?.(entry); }}
      onDragEnd={() => drag?.(null)}
    >
      <span className="number"><strong>{clockText(entry.start_us)}</strong> {dayPart(hour, language)}</span>
      <a className="words" draggable={false} href={hrefOf('orders', entry.order)}>{name}</a>
      <span className="quiet">{word('levelShort', entry.level)} · {t('situation.terminals', { count: entry.addressed })}</span>
      {entry.conflicts.length > 0 && <Tag color="error">{t('situation.conflict')}</Tag>}
      {moves && <Button size="small" autoInsertSpace={false} aria-label={`${t('schedule.moveItem', { headline: name })} ${timeText(entry.start_us, false)}`} onClick={() => move(entry, dayText(entry.start_us))}>{t('schedule.move')}</Button>}
    </div>
  );
}
