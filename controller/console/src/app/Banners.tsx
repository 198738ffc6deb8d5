import { Alert } from 'antd';
import { problemsOf } from '@/api/health';
import { useHealth, useOpenOrders } from '@/api/queries';
import { useI18n } from '@/i18n/context';
import { healthText } from '@/i18n/notices';
import { useSignedIn } from './context';

/** What everybody has to know on every page: training, a running drill, a degraded system. */
export function Banners() {
  const { t, language } = useI18n();
  const session = useSignedIn();
  const health = useHealth();
  const orders = useOpenOrders().data ?? [];
  const drill = orders.some((order) => order.class === 'exercise' && (order.state === 'running' || order.state === 'issued'));
  const problems = problemsOf(health.data, health.error);
  return (
    <>
      {session.environment === 'training' && <div className="banner training" role="status">{t('app.training')}</div>}
      {drill && <div className="banner drill" role="status">{t('app.drill')}</div>}
      {problems.length > 0 && (
        <Alert banner type="warning" message={t('app.degraded')} description={problems.map((line) => <div key={line}>{healthText(language, line)}</div>)} />
      )}
    </>
  );
}
