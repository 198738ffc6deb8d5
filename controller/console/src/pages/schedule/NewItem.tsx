import { App, Button, Form, Input, Segmented, Steps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { call } from '@/api/client';
import type { Prepared } from '@/api/models/prepare';
import { AreaPicker } from '@/components/AreaPicker';
import { ClipSource } from '@/components/clip/ClipSource';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { useQuestion } from '@/components/useQuestion';
import { contentProblem, emptyDraft, requestOf, targetProblem, type Draft } from '@/domain/draft';
import { isClock, ruleOf, type ScheduleForm } from '@/domain/schedule';
import { addDays, dayText, nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { PlaylistSource } from './PlaylistSource';
import { WhenFields } from './WhenFields';

const maxShown = 12;

interface Checked {
  prepared: Prepared;
  starts: number[];
}

async function check(draft: Draft, form: ScheduleForm): Promise<Checked> {
  const rule = ruleOf(form);
  const { starts } = await call<{ starts: number[] }>('POST', 'schedules/expand', { json: rule });
  const prepared = await call<Prepared>('POST', 'orders/prepare', { json: { ...requestOf(draft), repetitions: 1, schedule: rule } });
  return { prepared, starts };
}

/** A routine item with its starts; conflicts and curfew are shown before anybody signs. */
export function NewItem({ done }: { done: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>(() => emptyDraft('routine'));
  const [form, setForm] = useState<ScheduleForm>({ date: dayText(addDays(nowUs(), 1)), time: '07:00', repeat: 'once', count: 7, holidays: 'play' });
  const [content, setContent] = useState<'clip' | 'playlist'>('clip');
  const { answer: checked, error, busy, ask, forget } = useQuestion<Checked>();
  const found = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (checked) found.current?.scrollIntoView({ block: 'nearest' }); // on a phone it lies below what is seen
  }, [checked]);
  const change = (part: Partial<Draft>): void => {
    setDraft((before) => ({ ...before, ...part }));
    forget();
  };
  const ready = contentProblem(draft) === null && targetProblem(draft) === null && isClock(form.time) && /^\d{4}-\d{2}-\d{2}$/.test(form.date);
  return (
    <div className="grid">
      <Steps size="small" current={checked ? 1 : 0} items={[{ title: t('dispatch.step.what') }, { title: t('dispatch.step.sign') }]} />
      <Form layout="vertical" component="div">
        <Form.Item label={t('dispatch.headline')} htmlFor="headline"><Input id="headline" maxLength={120} value={draft.headline} onChange={(event) => change({ headline: event.target.value })} /></Form.Item>
        <Form.Item label={t('schedule.content')}>
          <Segmented<'clip' | 'playlist'> value={content} onChange={(kind) => { setContent(kind); change({ clip: null, language: '', playlist: '' }); }} options={(['clip', 'playlist'] as const).map((kind) => ({ value: kind, label: t(`schedule.content.${kind}`) }))} />
        </Form.Item>
        {content === 'clip'
          ? <ClipSource orderClass="routine" first="text" clip={draft.clip} onClip={(clip, language) => change({ clip, language })} />
          : <PlaylistSource value={draft.playlist} onChange={(playlist) => change({ playlist })} />}
        <Form.Item label={t('dispatch.areas')} style={{ marginTop: 16 }}><AreaPicker label={t('dispatch.areas')} value={draft.areas} onChange={(areas) => change({ areas })} /></Form.Item>
        <WhenFields form={form} change={(part) => { setForm((before) => ({ ...before, ...part })); forget(); }} />
      </Form>
      {error !== null && <Failure error={error} />}
      <Button onClick={() => void ask(() => check(draft, form))} loading={busy} disabled={!ready} type={checked ? 'default' : 'primary'}>{t('schedule.check')}</Button>
      {checked && (
        <div ref={found} className="grid">
          <div>
            <strong>{t('schedule.starts', { count: checked.starts.length })}</strong>
            <div className="number">{checked.starts.slice(0, maxShown).map((start) => timeText(start, false)).join('，')}{checked.starts.length > maxShown ? '…' : ''}</div>
          </div>
          <SignPanel prepared={checked.prepared} done={() => { message.success(t('schedule.saved')); done(); }} />
        </div>
      )}
    </div>
  );
}
