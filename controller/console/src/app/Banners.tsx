import { Alert } from 'antd';
import { useHealth, useOpenOrders } from '@/api/queries';
import { useI18n } from '@/i18n/context';
import { healthText } from '@/i18n/notices';
import { ApiError } from '@/api/client';
import type { Health } from '@/api/models/health';
import { useSignedIn } from './context';

function problemsOf(health: Health | undefined, error: unknown): string[] {
  if (health) return health.problems ?? [];
  const extra = error instanceof ApiError ? error.extra.problems : undefined;
  return Array.isArray(extra) ? extra.map(String) : [];
}

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
