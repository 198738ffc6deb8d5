import { Form, Input, InputNumber, Select } from 'antd';
import { isClock, repeats, type ScheduleForm } from '@/domain/schedule';
import { dayPart } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** Date, 24-hour time with its word beside it (00:07 is not 07:00), and how it repeats. */
export function WhenFields({ form, change }: { form: ScheduleForm; change: (part: Partial<ScheduleForm>) => void }) {
  const { t, word, language } = useI18n();
  const good = isClock(form.time);
  const reads = good ? t('schedule.reads', { part: dayPart(Number(form.time.slice(0, 2)), language), time: form.time }) : t('schedule.badTime');
  return (
    <div className="grid half">
      <Form.Item label={t('schedule.date')} htmlFor="date">
        <Input id="date" type="date" value={form.date} onChange={(event) => change({ date: event.target.value })} />
      </Form.Item>
      <Form.Item label={t('schedule.time')} htmlFor="time" help={reads} validateStatus={good ? '' : 'error'}>
        <Input id="time" placeholder="07:00" value={form.time} maxLength={5} onChange={(event) => change({ time: event.target.value })} />
      </Form.Item>
      <Form.Item label={t('schedule.repeat')} htmlFor="repeat">
        <Select id="repeat" value={form.repeat} onChange={(repeat) => change({ repeat })} options={repeats.map((name) => ({ value: name, label: word('schedule.repeat', name) }))} />
      </Form.Item>
      <Form.Item label={t('schedule.count')} htmlFor="count">
        <InputNumber id="count" min={1} max={92} precision={0} disabled={form.repeat === 'once'} value={form.count} onChange={(count) => change({ count: count ?? 1 })} />
      </Form.Item>
      <Form.Item label={t('schedule.holidays')} htmlFor="holidays">
        <Select id="holidays" value={form.holidays} onChange={(holidays) => change({ holidays })} options={(['play', 'skip', 'only'] as const).map((name) => ({ value: name, label: word('schedule.holidays', name) }))} />
      </Form.Item>
    </div>
  );
}
