import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { orderOf } from '@/api/lists';
import type { TimelineEntry } from '@/api/models/orders';
import type { Prepared } from '@/api/models/prepare';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { useQuestion } from '@/components/useQuestion';
import { again, movedStarts } from '@/domain/moving';
import { isClock } from '@/domain/schedule';
import { clockText, dayPart, fromLocal, nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

interface Props {
  entry: TimelineEntry;
  /** Where it was dropped; or its own day. */
  date: string;
  done: () => void;
}

/** One start of an item at another time: a new order with the same content, which ends the old one. Shown with its conflicts, then signed. */
export function MoveItem({ entry, date: dropped, done }: Props) {
  const { t, language } = useI18n();
  const { message } = App.useApp();
  const [date, setDate] = useState(dropped);
  const [time, setTime] = useState(clockText(entry.start_us));
  const { answer: prepared, error, busy, ask, forget } = useQuestion<Prepared>();
  const start = isClock(time) ? fromLocal(`${date}T${time}`) : null;
  const ahead = start !== null && start > nowUs();
  const check = async (): Promise<Prepared> => {
    const order = await orderOf(entry.order);
    return call<Prepared>('POST', 'orders/prepare', { json: again(order, movedStarts(order, entry.occurrence, start!, nowUs()), entry.order) });
  };
  const help = start === null ? t('schedule.badTime') : ahead ? t('schedule.reads', { part: dayPart(Number(time.slice(0, 2)), language), time }) : t('schedule.past');
  return (
    <div className="grid">
      <div><strong>{entry.headline}</strong> <span className="number quiet">{t('schedule.moveFrom', { time: timeText(entry.start_us, false) })}</span></div>
      <Form layout="vertical" component="div" className="grid half">
        <Form.Item label={t('schedule.date')} htmlFor="move-date"><Input id="move-date" type="date" value={date} onChange={(event) => { setDate(event.target.value); forget(); }} /></Form.Item>
        <Form.Item label={t('schedule.time')} htmlFor="move-time" help={help} validateStatus={ahead ? '' : 'error'}>
          <Input id="move-time" maxLength={5} value={time} onChange={(event) => { setTime(event.target.value); forget(); }} />
        </Form.Item>
      </Form>
      {error !== null && <Failure error={error} />}
      <Button type={prepared ? 'default' : 'primary'} loading={busy} disabled={!ahead || start === entry.start_us} onClick={() => void ask(check)}>{t('schedule.check')}</Button>
      {prepared && <SignPanel prepared={prepared} done={() => { message.success(t('schedule.moved')); done(); }} />}
    </div>
  );
}
