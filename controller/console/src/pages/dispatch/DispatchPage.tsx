import { App, Button, Card, Steps } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orderOf } from '@/api/lists';
import type { Submitted } from '@/api/models/submit';
import { useSignedIn } from '@/app/context';
import { go, useRoute } from '@/app/route';
import { Failure } from '@/components/Failure';
import { KeyNotice } from '@/components/KeyNotice';
import { PageHead } from '@/components/PageHead';
import { Waiting } from '@/components/Waiting';
import { contentProblem, draftOf, emptyDraft, targetProblem, type Draft } from '@/domain/draft';
import { mayIssue } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { purposeOf } from '@/signing/choose';
import { orderClasses, type OrderClass } from '@/wire/vocabulary';
import { SignStep } from './SignStep';
import { WhatStep } from './WhatStep';
import { WhereStep } from './WhereStep';

function Composer({ first, classes }: { first: Draft; classes: OrderClass[] }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(first);
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

/** An update: everything that the order says which it replaces, to be changed where it must. */
function Update({ digest, classes }: { digest: string; classes: OrderClass[] }) {
  const order = useQuery({ queryKey: ['superseded', digest], queryFn: () => orderOf(digest), staleTime: Infinity });
  if (order.isPending) return <Waiting />;
  if (order.isError && !order.data) return <Failure error={order.error} retry={() => void order.refetch()} />;
  return <Composer first={draftOf(order.data, digest)} classes={classes} />;
}

export default function DispatchPage() {
  const { t } = useI18n();
  const session = useSignedIn();
  const supersedes = useRoute().query.get('supersedes') ?? '';
  const classes = orderClasses.filter((name) => mayIssue(session, name));
  return (
    <>
      <PageHead title={t('nav.dispatch')} />
      {supersedes ? <Update key={supersedes} digest={supersedes} classes={classes} /> : <Composer key="new" first={emptyDraft(classes[0] ?? 'exercise')} classes={classes} />}
    </>
  );
}
