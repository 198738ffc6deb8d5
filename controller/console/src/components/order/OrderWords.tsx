import { Descriptions } from 'antd';
import type { DescriptionsProps } from 'antd';
import type { OrderClip } from '@/api/models/orders';
import { useAreas } from '@/api/queries';
import { HeardClip } from '@/components/clip/HeardClip';
import { LevelTag } from '@/components/LevelTag';
import { areaName } from '@/domain/areas';
import { plain } from '@/domain/plain';
import { durationText, timeText } from '@/domain/times';
import { useI18n, type I18n } from '@/i18n/context';
import type { Order } from '@/wire/order';
import type { Target } from '@/wire/targets';

export function targetText({ t }: I18n, target: Target, name: (code: string) => string): string {
  switch (target.kind) {
    case 'area': return t('order.target.area', { name: name(target.code), code: target.code });
    case 'terminal': return t('order.target.terminal', { id: target.id });
    case 'polygon': return t('order.target.polygon', { count: target.points.length });
    case 'circle': return t('order.target.circle', { radius: target.radiusM });
  }
}

function soundText({ t, word, language }: I18n, order: Order): string {
  const comma = language === 'zh' ? '，' : ', ';
  if (order.live) return t('order.soundLive', { holder: order.live.holder, duration: durationText(order.live.maxDurationMs), volume: order.volumePercent });
  const total = order.items.reduce((sum, item) => sum + item.durationMs, 0);
  const sound = t('order.soundClips', {
    tone: word('tone', order.tone), count: order.items.length, duration: durationText(total), times: order.repetitions, volume: order.volumePercent,
  });
  return order.repetitions > 1 ? `${sound}${comma}${t('order.gap', { gap: durationText(order.gapMs) })}` : sound;
}

function whenText({ t }: I18n, order: Order): string {
  const first = order.occurrences[0]!;
  const last = order.occurrences[order.occurrences.length - 1]!;
  return order.occurrences.length === 1
    ? t('order.startOne', { first: timeText(first.earliestUs), latest: timeText(first.latestUs) })
    : t('order.starts', { count: order.occurrences.length, first: timeText(first.earliestUs), last: timeText(last.earliestUs) });
}

/** An order in words, from its signed bytes alone; beside each clip what the library says that it says. */
export function OrderWords({ order, clips = [] }: { order: Order; clips?: OrderClip[] }) {
  const i18n = useI18n();
  const heard = (digest: string, key?: number) => <HeardClip key={key} digest={digest} known={clips.find((one) => one.clip === digest)} />;
  const { t, word } = i18n;
  const areas = useAreas().data;
  const items: NonNullable<DescriptionsProps['items']> = [
    { key: 'class', label: t('order.class'), children: <><strong>{word('class', order.orderClass)}</strong> <LevelTag level={order.level} long /></> },
    { key: 'headline', label: t('order.headline'), children: <span className="words">{plain(order.headline) || '–'}</span> },
    { key: 'where', label: t('order.where'), children: <div>{order.targets.map((target, index) => <div key={index}>{targetText(i18n, target, (code) => areaName(areas, code))}</div>)}</div> },
    { key: 'sound', label: t('order.sound'), children: (
      <div>
        <div>{soundText(i18n, order)}</div>
        {order.items.map((item, index) => heard(item.clip, index))}
      </div>
    ) },
    { key: 'when', label: t('order.when'), children: whenText(i18n, order) },
    { key: 'validity', label: t('order.validity'), children: `${timeText(order.validFromUs)} – ${timeText(order.validUntilUs)}` },
    { key: 'interrupt', label: t('order.interrupt'), children: word('interrupt', order.interruptRule) },
  ];
  if (order.eventCode) items.push({ key: 'event', label: t('order.eventCode'), children: order.eventCode });
  if (order.language) items.push({ key: 'language', label: t('order.language'), children: order.language });
  if (order.capIdentifier) items.push({ key: 'cap', label: t('order.cap'), children: <span className="words">{plain(order.capIdentifier)}</span> });
  if (order.allClearClip) items.push({ key: 'allClear', label: t('order.allClear'), children: heard(order.allClearClip) });
  if (order.supersedes) items.push({ key: 'supersedes', label: t('order.supersedes'), children: <span className="code">{order.supersedes.slice(0, 16)}</span> });
  return <Descriptions bordered size="small" column={1} items={items} styles={{ label: { width: 130 } }} />;
}
