import { Alert } from 'antd';
import { useSignedIn } from '@/app/context';
import { needsCounty, type Action } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';

/** Why somebody with the right role, but limited to some areas, finds no buttons here. */
export function CountyOnly({ action }: { action: Action }) {
  const { t } = useI18n();
  if (!needsCounty(useSignedIn(), action)) return null;
  return <Alert type="info" showIcon data-testid="county-only" message={t('app.countyOnly')} style={{ marginBottom: 12 }} />;
}
