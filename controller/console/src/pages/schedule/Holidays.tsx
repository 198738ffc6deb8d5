import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Space, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { call, get } from '@/api/client';
import { useSignedIn } from '@/app/context';
import { CountyOnly } from '@/components/CountyOnly';
import { Failure } from '@/components/Failure';
import { daysBetween, maxDays, withDays, type Calendar } from '@/domain/holidays';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';

const ownCalendar = 'county';

/** The days that scheduled items leave out or keep to; an edit that began from an older calendar is refused. */
export function Holidays() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const edits = may(useSignedIn(), 'editHolidays');
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ['holidays'], queryFn: async ({ signal }) => (await get<{ calendars: Calendar[] }>('holidays', {}, signal)).calendars });
  const [name, setName] = useState(ownCalendar);
  const [dates, setDates] = useState<string[]>([]);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [error, setError] = useState<unknown>(null);
  const kept = query.data?.find((calendar) => calendar.name === name);
  useEffect(() => setDates(kept?.dates ?? []), [kept]);
  const days = daysBetween(from, until);
  const add = (): void => {
    setDates(withDays(dates, days).slice(0, maxDays));
    setFrom('');
    setUntil('');
  };
  const save = async (): Promise<void> => {
    setError(null);
    try {
      await call('PUT', 'holidays', { json: { name, dates }, ...(kept?.etag && { headers: { 'If-Match': kept.etag } }) });
      message.success(t('holidays.saved'));
    } catch (problem) {
      setError(problem);
    }
    await queries.invalidateQueries({ queryKey: ['holidays'] });
  };
  const names = [...new Set([ownCalendar, ...(query.data ?? []).map((calendar) => calendar.name)])];
  return (
    <Form layout="vertical" component="div">
      <CountyOnly action="editHolidays" />
      {query.isError && <Failure error={query.error} />}
      {names.length > 1 && (
        <Form.Item label={t('holidays.calendar')} htmlFor="calendar"><Select id="calendar" value={name} onChange={setName} options={names.map((one) => ({ value: one, label: one }))} /></Form.Item>
      )}
      {edits && <div className="grid half">
        <Form.Item label={t('holidays.from')} htmlFor="holiday-from"><Input id="holiday-from" type="date" value={from} onChange={(event) => setFrom(event.target.value)} /></Form.Item>
        <Form.Item label={t('holidays.until')} htmlFor="holiday-until"><Input id="holiday-until" type="date" value={until} onChange={(event) => setUntil(event.target.value)} /></Form.Item>
      </div>}
      {edits && <Button onClick={add} disabled={days.length === 0}>{t('holidays.add', { count: days.length })}</Button>}
      <div data-testid="holidays" style={{ margin: '16px 0' }}>
        {dates.length === 0 && <span className="quiet">{t('holidays.none')}</span>}
        <Space wrap>
          {dates.map((date) => (
            <Tag key={date} className="number" closable={edits && { 'aria-label': t('holidays.remove', { date }) }} onClose={() => setDates(dates.filter((one) => one !== date))}>{date}</Tag>
          ))}
        </Space>
      </div>
      {error !== null && <Failure error={error} />}
      {edits && <Button type="primary" onClick={() => void save()} disabled={query.isPending}>{t('app.save')}</Button>}
    </Form>
  );
}
