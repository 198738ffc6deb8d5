import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '@/api/client';
import type { Session } from '@/api/models/session';
import { keys } from '@/api/queries';
import { useErrorText } from '@/components/errors';
import { useI18n } from '@/i18n/context';
import { EntryFrame } from './EntryFrame';

interface Fields {
  name: string;
  password: string;
  code?: string;
}

function useSignIn() {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [codeNeeded, setCodeNeeded] = useState(false);
  const [busy, setBusy] = useState(false);
  const signIn = async (fields: Fields): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const session = await call<Session>('POST', 'session', { json: { ...fields, code: fields.code || undefined } });
      queries.setQueryData(keys.session, session);
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === 'session.code_needed') setCodeNeeded(true);
      setError(problem);
      setBusy(false);
    }
  };
  return { signIn, error, codeNeeded, busy };
}

export function SignInPage({ session }: { session: Session }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const { signIn, error, codeNeeded, busy } = useSignIn();
  const locked = error instanceof ApiError && error.code === 'session.locked' ? Number(error.extra.retry_after_s ?? 0) : 0;
  const required = [{ required: true, message: t('signIn.required') }];
  return (
    <EntryFrame title={t('signIn.title')} training={session.environment === 'training'}>
      {session.set_up_needed && <Alert type="info" showIcon message={t('signIn.setUpNeeded')} style={{ marginBottom: 16 }} />}
      <Form<Fields> layout="vertical" onFinish={(fields) => void signIn(fields)} requiredMark={false}>
        <Form.Item name="name" label={t('signIn.name')} rules={required}>
          <Input autoComplete="username" autoFocus maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={t('signIn.password')} rules={required}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        {codeNeeded && (
          <Form.Item name="code" label={t('signIn.code')} rules={[{ pattern: /^\d{6}$/, message: t('signIn.code') }]}>
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
        )}
        {error !== null && (
          <Alert type="error" showIcon role="alert" message={locked > 0 ? t('signIn.locked', { seconds: locked }) : errorText(error)} style={{ marginBottom: 16 }} />
        )}
        <Button type="primary" htmlType="submit" block loading={busy}>{t('signIn.submit')}</Button>
      </Form>
    </EntryFrame>
  );
}
