import { Tag } from 'antd';
import type { TimelineEntry } from '@/api/models';
import { hrefOf } from '@/app/route';
import { levelColours } from '@/domain/levels';
import { byDay } from '@/domain/schedule';
import { addDays, clockText, dayPart, dayText, nowUs, wall } from '@/domain/times';
import { useI18n } from '@/i18n/context';

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t, word, language } = useI18n();
  const hour = wall(entry.start_us).getUTCHours();
  return (
    <a className="slot" href={hrefOf('orders', entry.order)} style={{ borderInlineStartColor: levelColours[entry.level].background }}>
      <span className="number"><strong>{clockText(entry.start_us)}</strong> {dayPart(hour, language)}</span>
      <span className="words">{entry.headline || word('class', entry.class)}</span>
      <span className="quiet">{word('levelShort', entry.level)} · {t('situation.terminals', { count: entry.addressed })}</span>
      {entry.conflicts.length > 0 && <Tag color="error">{t('situation.conflict')}</Tag>}
    </a>
  );
}

/** Seven days from Monday on: what sounds when, from the very occurrences that the terminals hold. */
export function Week({ week, entries }: { week: number; entries: TimelineEntry[] }) {
  const { t, word } = useI18n();
  const today = dayText(nowUs());
  return (
    <div className="week">
      {byDay(entries, week).map((day, index) => {
        const date = addDays(week, index);
        return (
          <section key={date} className={`day${dayText(date) === today ? ' today' : ''}`} aria-label={dayText(date)}>
            <h2>{word('weekday', String((index + 1) % 7))} <span className="number">{dayText(date).slice(5)}</span></h2>
            {day.length === 0 && <div className="quiet">{t('schedule.empty')}</div>}
            {day.map((entry) => <Entry key={`${entry.order}-${entry.occurrence}`} entry={entry} />)}
          </section>
        );
      })}
    </div>
  );
}
