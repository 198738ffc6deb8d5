import { useBoundaries, useOpenOrders, useTerminals } from '@/api/queries';
import { LevelTag } from '@/components/LevelTag';
import { Map } from '@/components/map/Map';
import { ResultBar } from '@/components/order/ResultBar';
import { useNow } from '@/components/useNow';
import { underWay } from '@/domain/orders';
import { progressOfCounts } from '@/domain/outcomes';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { Counts } from '../situation/Counts';
import { NextDay } from '../situation/NextDay';

/** The county for the wall of the office: large, without anything to click. */
export default function WallPage() {
  const { t, word } = useI18n();
  const now = useNow(1_000);
  const terminals = useTerminals().data ?? [];
  const boundaries = useBoundaries().data;
  const running = underWay(useOpenOrders().data ?? []);
  const online = terminals.filter((terminal) => terminal.state === 'online').length;
  return (
    <div className="wall">
      <div className="page-head">
        <h1 style={{ fontSize: 30 }}>{t('app.name')}</h1>
        <span className="space" style={{ flex: 1 }} />
        <span className="number" style={{ fontSize: 30 }}>{t('wall.online')} {terminals.length === 0 ? '–' : `${((100 * online) / terminals.length).toFixed(1)}%`}</span>
        <span className="number" style={{ fontSize: 30 }}>{timeText(now)}</span>
      </div>
      <Counts terminals={terminals} chosen={null} choose={() => undefined} />
      <div className="grid two" style={{ marginTop: 12 }}>
        <Map label={t('map.label')} terminals={terminals} boundaries={boundaries} height="calc(100vh - 260px)" />
        <div className="grid" style={{ alignContent: 'start' }}>
          {running.length === 0 && <div className="sentence" style={{ fontSize: 26, justifyContent: 'center' }}>{t('wall.quiet')}</div>}
          {running.slice(0, 6).map((order) => (
            <div key={order.digest} className={order.class === 'exercise' ? 'drill-frame' : 'sentence'} style={{ fontSize: 22, display: 'block' }}>
              <LevelTag level={order.level} long /> <strong>{word('class', order.class)}</strong>
              <div className="words">{order.headline}</div>
              <ResultBar progress={progressOfCounts(order.counts)} />
            </div>
          ))}
          <NextDay />
        </div>
      </div>
    </div>
  );
}
