import { Button, Card, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Prepared } from '@/api/models/prepare';
import type { Submitted } from '@/api/models/submit';
import { useSignedIn } from '@/app/context';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { SignPanel } from '@/components/order/SignPanel';
import { PageHead } from '@/components/PageHead';
import { useQuestion } from '@/components/useQuestion';
import { outermost } from '@/domain/areas';
import { levelsOf } from '@/domain/levels';
import { mayIssue } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { orderClasses, type Level, type OrderClass } from '@/wire/vocabulary';
import { Running } from './Running';
import { Studio } from './Studio';

interface Plan {
  orderClass: OrderClass;
  level: Level;
  areas: string[];
  holder: string;
  maxS: number;
}

const prepareLive = (plan: Plan): Promise<Prepared> =>
  call<Prepared>('POST', 'orders/prepare', {
    json: { class: plan.orderClass, level: plan.level, areas: outermost(plan.areas), live: { holder: plan.holder, max_duration_s: plan.maxS, playout_delay_ms: 1_000 } },
  });

function PlanForm({ plan, change }: { plan: Plan; change: (part: Partial<Plan>) => void }) {
  const { t, word } = useI18n();
  const session = useSignedIn();
  const classes = orderClasses.filter((name) => mayIssue(session, name));
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('dispatch.class')}>
        <Radio.Group optionType="button" value={plan.orderClass} onChange={(event) => change({ orderClass: event.target.value as OrderClass, level: levelsOf(event.target.value as OrderClass)[0] })} options={classes.map((name) => ({ value: name, label: word('class', name) }))} />
      </Form.Item>
      <Form.Item label={t('dispatch.level')}>
        <Radio.Group value={plan.level} onChange={(event) => change({ level: event.target.value as Level })}>
          {levelsOf(plan.orderClass).map((level) => <Radio key={level} value={level}><LevelTag level={level} long /></Radio>)}
        </Radio.Group>
      </Form.Item>
      <Form.Item label={t('dispatch.areas')}><AreaPicker label={t('dispatch.areas')} value={plan.areas} onChange={(areas) => change({ areas })} /></Form.Item>
      <div className="grid half">
        <Form.Item label={t('live.who')} htmlFor="holder" validateStatus={plan.holder.trim() === '' ? 'error' : ''} help={plan.holder.trim() === '' ? t('live.needWho') : undefined}><Input id="holder" value={plan.holder} maxLength={64} onChange={(event) => change({ holder: event.target.value })} /></Form.Item>
        <Form.Item label={t('live.max')} htmlFor="max"><Select id="max" value={plan.maxS} onChange={(maxS) => change({ maxS })} options={[60, 180, 300, 600].map((seconds) => ({ value: seconds, label: t('live.minutes', { count: seconds / 60 }) }))} /></Form.Item>
      </div>
    </Form>
  );
}

/** Speaking to villages: whom and how long, signed; then the microphone. */
export default function LivePage() {
  const { t } = useI18n();
  const session = useSignedIn();
  const first = orderClasses.filter((name) => mayIssue(session, name)).at(-1) ?? 'routine';
  const [plan, setPlan] = useState<Plan>({ orderClass: first, level: levelsOf(first)[0]!, areas: [], holder: session.account?.display_name ?? '', maxS: 180 });
  const { answer: prepared, error, busy, ask, forget } = useQuestion<Prepared>();
  const [submitted, setSubmitted] = useState<Submitted | null>(null);
  const change = (part: Partial<Plan>): void => {
    setPlan((before) => ({ ...before, ...part }));
    forget();
  };
  const restart = (): void => {
    forget();
    setSubmitted(null);
  };
  return (
    <>
      <PageHead title={t('nav.live')} />
      <Card className={plan.orderClass === 'exercise' ? 'drill-frame' : ''}>
        {submitted?.live ? <Studio submitted={submitted} live={submitted.live} again={restart} /> : (
          <div className="grid">
            <PlanForm plan={plan} change={change} />
            {error !== null && <Failure error={error} />}
            {!prepared && <Button type="primary" loading={busy} disabled={plan.areas.length === 0 || plan.holder.trim() === ''} onClick={() => void ask(() => prepareLive(plan))}>{t('live.prepare')}</Button>}
            {prepared && <SignPanel prepared={prepared} done={setSubmitted} />}
          </div>
        )}
      </Card>
      <div style={{ marginTop: 12 }}><Running /></div>
    </>
  );
}
