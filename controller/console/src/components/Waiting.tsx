import { Spin } from 'antd';
import { useI18n } from '@/i18n/context';

export function Waiting() {
  const { t } = useI18n();
  return (
    <div role="status" aria-label={t('app.loading')} style={{ display: 'grid', placeItems: 'center', minHeight: 200 }}>
      <Spin />
    </div>
  );
}
