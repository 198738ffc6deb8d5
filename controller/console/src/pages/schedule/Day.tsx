import type { TimelineEntry } from '@/api/models/orders';
import { byHour } from '@/domain/schedule';
import { dayPart, dayText, wall } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { Slot, type Move } from './Slot';

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** One day by its 24 hours, each with the word that tells 00 from 12. */
export function Day({ day, entries, move }: { day: number; entries: TimelineEntry[]; move?: Move }) {
  const { t, word, language } = useI18n();
  const hours = byHour(entries, day);
  const none = hours.every((starts) => starts.length === 0);
  return (
    <section className="hours" aria-label={dayText(day)}>
      <h2>{word('weekday', String(wall(day).getUTCDay()))} <span className="number">{dayText(day)}</span></h2>
      {none && <div className="quiet">{t('schedule.empty')}</div>}
      <ol>
        {hours.map((starts, hour) => (
          <li key={hour} data-hour={hour}>
            <span className="hour"><span className="number">{clock(hour)}</span> <span className="quiet">{dayPart(hour, language)}</span></span>
            <div className="grow">{starts.map((entry) => <Slot key={`${entry.order}-${entry.occurrence}`} entry={entry} move={move} />)}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
