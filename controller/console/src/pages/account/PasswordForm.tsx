import { App, Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';

interface Fields {
  old: string;
  new: string;
}

const minPassword = 12;

export function PasswordForm() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [error, setError] = useState<unknown>(null);
  const submit = async (fields: Fields): Promise<void> => {
    setError(null);
    try {
      await call('POST', 'account/password', { json: { old: fields.old, new: fields.new } });
      message.success(t('account.changed'));
      form.resetFields();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Card size="small" title={t('account.password')}>
      <Form<Fields> form={form} layout="vertical" onFinish={(fields) => void submit(fields)} requiredMark={false}>
        <Form.Item name="old" label={t('account.old')} rules={[{ required: true, message: t('signIn.required') }]}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        <Form.Item name="new" label={t('setUp.password')} rules={[{ required: true, min: minPassword, message: t('setUp.tooShort') }]}>
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        {error !== null && <Failure error={error} />}
        <Button htmlType="submit">{t('app.save')}</Button>
      </Form>
    </Card>
  );
}
