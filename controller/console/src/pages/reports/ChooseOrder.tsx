import type { OrderSummary } from '@/api/models/orders';
import { rowsOf } from '@/api/pages';
import { useListedOrders, useOrder } from '@/api/queries';
import { go } from '@/app/route';
import { PagedSelect } from '@/components/PagedSelect';
import { useListQuery } from '@/components/useListQuery';
import { wasIssued } from '@/domain/orders';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** Any issued order, by words of its headline. */
export function ChooseOrder({ item }: { item: string }) {
  const { t, word } = useI18n();
  const search = useListQuery();
  const list = useListedOrders(search.query);
  const chosen = useOrder(item).data;
  const rows = rowsOf(list.data, (order) => order.digest).filter(wasIssued);
  const option = (order: OrderSummary): { value: string; label: string } => ({
    value: order.digest,
    label: `${timeText(Date.parse(order.issued_at) * 1000, false)} ${word('levelShort', order.level)} ${order.headline || word('class', order.class)}`,
  });
  const shown = !chosen || rows.some((order) => order.digest === chosen.digest) || search.wanted.text ? rows : [chosen, ...rows];
  return (
    <PagedSelect
      list={list}
      search={search}
      className="no-print"
      style={{ width: 420, maxWidth: '100%' }}
      aria-label={t('reports.choose')}
      placeholder={t('reports.choose')}
      value={item || undefined}
      choose={(digest) => go('reports', digest)}
      options={shown.map(option)}
    />
  );
}
