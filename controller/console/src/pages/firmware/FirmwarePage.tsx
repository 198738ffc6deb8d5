import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Collapse, Empty, Popconfirm, Progress, Space, Tag } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Release } from '@/api/models/firmware';
import { keys, useReleases } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { CountyOnly } from '@/components/CountyOnly';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { may } from '@/domain/permissions';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { Members } from './Members';

const phaseColours = { running: 'success', paused: 'warning', completed: 'default', withdrawn: 'error' };
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((100 * part) / whole));

function Rings({ release }: { release: Release }) {
  const { t } = useI18n();
  return (
    <>
      {release.rings.map((ring, index) => (
        <div key={index} className="row-line">
          <strong>{t('firmware.ring', { ring: index + 1 })}</strong>
          <span className="quiet">{t('firmware.share', { share: ring.share_permille / 10 })}</span>
          <span className="quiet">{t('firmware.notBefore', { time: timeText(ring.not_before, false) })}</span>
          {index <= release.open_ring && ring.open > 0 && ring.not_before <= nowUs() && <Tag color="#1763c7">{t('firmware.open')}</Tag>}
          <span className="grow"><Progress percent={percent(ring.confirmed + ring.failed, ring.members)} success={{ percent: percent(ring.confirmed, ring.members) }} status={ring.failed > 0 ? 'exception' : 'normal'} showInfo={false} aria-label={t('firmware.ring', { ring: index + 1 })} /></span>
          <span className="number">{t('firmware.members', { confirmed: ring.confirmed, failed: ring.failed, members: ring.members })}</span>
        </div>
      ))}
    </>
  );
}

function Actions({ release, act }: { release: Release; act: (verb: string, json?: unknown) => void }) {
  const { t } = useI18n();
  return (
    <Space wrap>
      {release.phase === 'running' && <Button onClick={() => act('pause')}>{t('firmware.pause')}</Button>}
      {release.phase === 'paused' && <Button type="primary" onClick={() => act('resume', { accept_failures: 1 })}>{t('firmware.resume')}</Button>}
      {(release.phase === 'running' || release.phase === 'paused') && (
        <Popconfirm title={t('firmware.withdraw')} description={t('firmware.withdrawAsk')} onConfirm={() => act('withdraw')}>
          <Button danger>{t('firmware.withdraw')}</Button>
        </Popconfirm>
      )}
    </Space>
  );
}

export default function FirmwarePage() {
  const { t, word } = useI18n();
  const queries = useQueryClient();
  const manages = may(useSignedIn(), 'firmware');
  const releases = useReleases();
  const [error, setError] = useState<unknown>(null);
  const act = (release: Release) => (verb: string, json?: unknown): void => {
    setError(null);
    call('POST', `releases/${release.release}/${verb}`, { json }).catch(setError).finally(() => void queries.invalidateQueries({ queryKey: keys.releases }));
  };
  return (
    <>
      <PageHead title={t('nav.firmware')} />
      <CountyOnly action="firmware" />
      {(releases.isError || error !== null) && <Failure error={releases.error ?? error} />}
      {releases.data?.length === 0 && <Card><Empty description={t('firmware.none')} /></Card>}
      <div className="grid">
        {(releases.data ?? []).map((release) => (
          <Card key={release.release} size="small" title={`${release.name} · ${t('firmware.version', { version: release.version })}`} extra={<Tag color={phaseColours[release.phase]}>{word('firmware.phase', release.phase)}</Tag>}>
            <p className="quiet">{release.hardware.join('、')} · {(release.image_bytes / 1e6).toFixed(1)} MB · {t('firmware.signedBy', { persons: release.signed_by.join('、') })}</p>
            {!release.image_complete && <Alert type="warning" message={t('firmware.incomplete')} />}
            {release.phase === 'paused' && release.reason !== 'none' && <Alert type="warning" showIcon message={word('firmware.reason', release.reason)} />}
            <Rings release={release} />
            <Collapse size="small" style={{ margin: '8px 0' }} items={[{ key: 'terminals', label: t('firmware.terminals'), children: <Members release={release.release} /> }]} />
            {manages && <Actions release={release} act={act(release)} />}
          </Card>
        ))}
      </div>
    </>
  );
}
