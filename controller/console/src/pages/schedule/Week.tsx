import { useState } from 'react';
import type { TimelineEntry } from '@/api/models/orders';
import { byDay } from '@/domain/schedule';
import { addDays, dayText, nowUs } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { Slot, type Move } from './Slot';

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
            className={`day${dayText(date) === today ? ' today' : ''}${day.length === 0 && dayText(date) < today ? ' over' : ''}`}
            aria-label={dayText(date)}
            onDragOver={(event) => { if (dragged && dayText(date) >= today) event.preventDefault(); }}
            onDrop={(event) => { event.preventDefault(); if (dragged && move) move(dragged, dayText(date)); setDragged(null); }}
          >
            <h2>{word('weekday', String((index + 1) % 7))} <span className="number">{dayText(date).slice(5)}</span></h2>
            {day.length === 0 && <div className="quiet">{t('schedule.empty')}</div>}
            {day.map((entry) => <Slot key={`${entry.order}-${entry.occurrence}`} entry={entry} move={move} drag={setDragged} />)}
          </section>
        );
      })}
    </div>
  );
}
