import { Select } from 'antd';
import { useState, type UIEvent } from 'react';
import type { OrderSummary } from '@/api/models/orders';
import { rowsOf } from '@/api/pages';
import { useListedOrders, useOrder } from '@/api/queries';
import { go } from '@/app/route';
import { nearEnd } from '@/components/nearEnd';
import { useSettled } from '@/components/useSettled';
import { wasIssued } from '@/domain/orders';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** Any issued order: the newest first, older ones by scrolling on, or by words of the headline. */
export function ChooseOrder({ item }: { item: string }) {
  const { t, word } = useI18n();
  const [text, setText] = useState('');
  const list = useListedOrders({ text: useSettled(text).trim() || undefined });
  const chosen = useOrder(item).data;
  const rows = rowsOf(list.data, (order) => order.digest).filter(wasIssued);
  const option = (order: OrderSummary): { value: string; label: string } => ({
    value: order.digest,
    label: `${timeText(Date.parse(order.issued_at) * 1000, false)} ${word('levelShort', order.level)} ${order.headline || word('class', order.class)}`,
  });
  const more = (event: UIEvent<HTMLElement>): void => {
    if (nearEnd(event.currentTarget) && list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  };
  const shown = !chosen || rows.some((order) => order.digest === chosen.digest) || text ? rows : [chosen, ...rows];
  return (
    <Select
      className="no-print"
      style={{ width: 420, maxWidth: '100%' }}
      showSearch
      filterOption={false}
      searchValue={text}
      onSearch={setText}
      onPopupScroll={more}
      loading={list.isFetching}
      aria-label={t('reports.choose')}
      placeholder={t('reports.choose')}
      value={item || undefined}
      onChange={(digest: string) => {
        setText('');
        go('reports', digest);
      }}
      options={shown.map(option)}
    />
  );
}
