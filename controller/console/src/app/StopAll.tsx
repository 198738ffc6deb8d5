import { StopOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useI18n } from '@/i18n/context';

const StopAllDialog = lazy(() => import('./StopAllDialog'));

export function StopAllButton() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const done = (sentTo: number): void => {
    setOpen(false);
    message.success(t('stop.done', { count: sentTo }), 6);
  };
  return (
    <>
      <Button danger type="primary" icon={<StopOutlined />} onClick={() => setOpen(true)}>{t('stop.button')}</Button>
      {open && (
        <Suspense fallback={null}>
          <StopAllDialog close={() => setOpen(false)} done={done} />
        </Suspense>
      )}
    </>
  );
}
