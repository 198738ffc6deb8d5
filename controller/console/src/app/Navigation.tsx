import { Badge, Menu } from 'antd';
import { useOpenOrders } from '@/api/queries';
import { waits } from '@/domain/orders';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { useSignedIn } from './context';
import { pages } from './pages';
import { hrefOf, useRoute } from './route';

export function Navigation() {
  const { t } = useI18n();
  const session = useSignedIn();
  const route = useRoute();
  const waiting = useOpenOrders().data?.filter(waits).length ?? 0;
  const items = pages
    .filter((page) => !page.hidden && may(session, page.needs))
    .map((page) => ({
      key: page.name,
      icon: page.icon,
      label: (
        <a href={hrefOf(page.name)}>
          {t(page.title)} {page.name === 'approvals' && <Badge count={waiting} size="small" />}
        </a>
      ),
    }));
  return (
    <nav aria-label={t('app.menu')}>
      <Menu mode="inline" items={items} selectedKeys={[route.page || 'situation']} style={{ borderInlineEnd: 0 }} />
    </nav>
  );
}
