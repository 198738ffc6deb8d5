import { Alert, Button } from 'antd';
import { useI18n } from '@/i18n/context';
import { useErrorText } from './errors';

/** What went wrong, in words, with a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useI18n();
  const text = useErrorText();
  const action = retry && <Button size="small" onClick={retry}>{t('app.retry')}</Button>;
  return <Alert type="error" showIcon message={text(error)} action={action} style={{ margin: '8px 0' }} />;
}
