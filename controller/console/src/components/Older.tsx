import { Button } from 'antd';
import { useI18n } from '@/i18n/context';

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; isPlaceholderData: boolean; fetchNextPage: () => Promise<unknown> };
  shown: number;
}

/** Under a list that comes in pages: how much of it is here, and the next page. */
export function Older({ list, shown }: Props) {
  const { t } = useI18n();
  return (
    <div className="older no-print">
      <span className="quiet" role="status">{t(list.hasNextPage ? 'app.shownSoFar' : 'app.shownAll', { count: shown })}</span>
      {list.hasNextPage && <Button loading={list.isFetchingNextPage} disabled={list.isPlaceholderData} onClick={() => void list.fetchNextPage()}>{t('app.more')}</Button>}
    </div>
  );
}
