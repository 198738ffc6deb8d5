import { Button, Tag } from 'antd';
import { useState } from 'react';
import type { TimelineEntry } from '@/api/models';
import { hrefOf } from '@/app/route';
import { levelColours } from '@/domain/levels';
import { movable } from '@/domain/moving';
import { byDay } from '@/domain/schedule';
import { addDays, clockText, dayPart, dayText, nowUs, timeText, wall } from '@/domain/times';
import { useI18n } from '@/i18n/context';

type Move = (entry: TimelineEntry, date: string) => void;

function Entry({ entry, move, drag }: { entry: TimelineEntry; move: Move | undefined; drag: (entry: TimelineEntry | null) => void }) {
  const { t, word, language } = useI18n();
  const hour = wall(entry.start_us).getUTCHours();
  const moves = move !== undefined && movable(entry, nowUs());
  const name = entry.headline || word('class', entry.class);
  return (
    <div
      className="slot"
      style={{ borderInlineStartColor: levelColours[entry.level].background, cursor: moves ? 'grab' : undefined }}
      draggable={moves}
      onDragStart={(event) => { event.dataTransfer.setData('text/plain', entry.order); drag(entry); }}
      onDragEnd={() => drag(null)}
    >
      <span className="number"><strong>{clockText(entry.start_us)}</strong> {dayPart(hour, language)}</span>
      <a className="words" draggable={false} href={hrefOf('orders', entry.order)}>{name}</a>
      <span className="quiet">{word('levelShort', entry.level)} · {t('situation.terminals', { count: entry.addressed })}</span>
      {entry.conflicts.length > 0 && <Tag color="error">{t('situation.conflict')}</Tag>}
      {moves && <Button size="small" autoInsertSpace={false} aria-label={`${t('schedule.moveItem', { headline: name })} ${timeText(entry.start_us, false)}`} onClick={() => move(entry, dayText(entry.start_us))}>{t('schedule.move')}</Button>}
    </div>
  );
}

/** Seven days from Monday on: what sounds when, from the very occurrences that the terminals hold. */
export function Week({ week, entries, move }: { week: number; entries: TimelineEntry[]; move?: Move }) {
  const { t, word } = useI18n();
  const [dragged, setDragged] = useState<TimelineEntry | null>(null);
  const today = dayText(nowUs());
  return (
    <div className="week">
      {byDay(entries, week).map((day, index) => {
        const date = addDays(week, index);
        return (
          <section
            key={date}
            className={`day${dayText(date) === today ? ' today' : ''}`}
            aria-label={dayText(date)}
            onDragOver={(event) => { if (dragged && dayText(date) >= today) event.preventDefault(); }}
            onDrop={(event) => { event.preventDefault(); if (dragged && move) move(dragged, dayText(date)); setDragged(null); }}
          >
            <h2>{word('weekday', String((index + 1) % 7))} <span className="number">{dayText(date).slice(5)}</span></h2>
            {day.length === 0 && <div className="quiet">{t('schedule.empty')}</div>}
            {day.map((entry) => <Entry key={`${entry.order}-${entry.occurrence}`} entry={entry} move={move} drag={setDragged} />)}
          </section>
        );
      })}
    </div>
  );
}
