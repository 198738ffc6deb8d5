import { App, Button, Card, Steps } from 'antd';
import { useState } from 'react';
import type { Submitted } from '@/api/models';
import { useSignedIn } from '@/app/context';
import { go, useRoute } from '@/app/route';
import { KeyNotice } from '@/components/KeyNotice';
import { PageHead } from '@/components/PageHead';
import { contentProblem, emptyDraft, targetProblem, type Draft } from '@/domain/draft';
import { mayIssue } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { purposeOf } from '@/signing/choose';
import { orderClasses } from '@/wire/vocabulary';
import { SignStep } from './SignStep';
import { WhatStep } from './WhatStep';
import { WhereStep } from './WhereStep';

export default function DispatchPage() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const session = useSignedIn();
  const route = useRoute();
  const classes = orderClasses.filter((name) => mayIssue(session, name));
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(classes[0] ?? 'exercise', route.query.get('supersedes') ?? ''));
  const [step, setStep] = useState(0);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const problem = step === 0 ? contentProblem(draft) : step === 1 ? targetProblem(draft) : null;
  const done = (submitted: Submitted): void => {
    message.success(submitted.state === 'issued' ? t('dispatch.sent') : t('dispatch.waits'), 5);
    go('orders', submitted.digest);
  };
  const titles = [t('dispatch.step.what'), t('dispatch.step.where'), t('dispatch.step.sign')];
  return (
    <>
      <PageHead title={t('nav.dispatch')} />
      <KeyNotice purpose={purposeOf(draft.orderClass)} />
      <div className={draft.orderClass === 'exercise' ? 'drill-frame' : undefined}>
        <Card>
          <Steps current={step} size="small" responsive={false} items={titles.map((title) => ({ title }))} style={{ marginBottom: 20 }} />
          {step === 0 && <WhatStep draft={draft} classes={classes} change={change} replace={setDraft} />}
          {step === 1 && <WhereStep draft={draft} change={change} />}
          {step === 2 && <SignStep draft={draft} done={done} />}
          <div style={{ display: 'flex', gap: 8, marginTop: 20, alignItems: 'center' }}>
            {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('dispatch.back')}</Button>}
            {step < 2 && <Button type="primary" disabled={problem !== null} onClick={() => setStep(step + 1)}>{t('dispatch.next')}</Button>}
            {problem && <span className="quiet" role="status">{t(problem)}</span>}
          </div>
        </Card>
      </div>
    </>
  );
}
