import { Table } from 'antd';
import { useMemo } from 'react';
import type { OrderTerminal } from '@/api/models';
import { useAreas } from '@/api/queries';
import { ResultBar } from '@/components/order/ResultBar';
import { areaName } from '@/domain/areas';
import { byTownship } from '@/domain/outcomes';
import { useI18n } from '@/i18n/context';

export function Townships({ terminals }: { terminals: OrderTerminal[] }) {
  const { t } = useI18n();
  const areas = useAreas().data;
  const rows = useMemo(() => byTownship(terminals), [terminals]);
  return (
    <Table
      size="small"
      rowKey="township"
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t('orders.area'), dataIndex: 'township', render: (code: string) => areaName(areas, code) },
        { title: t('situation.total'), dataIndex: 'total', width: 90 },
        { title: t('orders.result'), render: (_, row) => <ResultBar progress={row} />, width: '50%' },
      ]}
    />
  );
}
