import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { cornerOf, maxRadiusM, minRadiusM, movedCorner, withCorner, withoutCorner } from '@/domain/corners';
import { useI18n } from '@/i18n/context';
import type { Position } from '@/wire/targets';

const step = 0.001;

interface DegreesProps {
  label: string;
  most: number;
  value: number | null;
  onChange: (value: number | null) => void;
}

function Degrees({ label, most, value, onChange }: DegreesProps) {
  return <InputNumber aria-label={label} placeholder={label} value={value} onChange={onChange} min={-most} max={most} step={step} precision={6} style={{ width: 150 }} />;
}

/** The corners so far: each is moved by its numbers, or taken out. */
function Listed({ points, change }: { points: Position[]; change: (points: Position[]) => void }) {
  const { t } = useI18n();
  return (
    <ol className="corners" data-testid="corners">
      {points.map((point, at) => {
        const move = (latitude: number | null, longitude: number | null): void => {
          const to = cornerOf(latitude, longitude);
          if (to) change(movedCorner(points, at, to));
        };
        return (
          <li key={at}>
            <Degrees label={t('corners.latitudeOf', { number: at + 1 })} most={90} value={point.latitude} onChange={(value) => move(value, point.longitude)} />
            <Degrees label={t('corners.longitudeOf', { number: at + 1 })} most={180} value={point.longitude} onChange={(value) => move(point.latitude, value)} />
            <Button size="small" aria-label={t('corners.remove', { number: at + 1 })} onClick={() => change(withoutCorner(points, at))}>{t('app.delete')}</Button>
          </li>
        );
      })}
    </ol>
  );
}

interface Props {
  circle: boolean;
  points: Position[];
  change: (points: Position[]) => void;
  /** Of a circle round the first point. */
  finish: (radiusM: number) => void;
}

/** The same as drawing with the mouse, by typing: nobody needs a mouse to say where. */
export function Corners({ circle, points, change, finish }: Props) {
  const { t } = useI18n();
  const [latitude, setLatitude] = useState<number | null>(null);
  const [longitude, setLongitude] = useState<number | null>(null);
  const [radius, setRadius] = useState<number | null>(1000);
  const corner = cornerOf(latitude, longitude);
  const add = (): void => {
    if (!corner) return;
    change(circle ? [corner] : withCorner(points, corner));
    setLatitude(null);
    setLongitude(null);
  };
  return (
    <div className="grid">
      <Listed points={points} change={change} />
      <form className="corner-fields" onSubmit={(event) => { event.preventDefault(); add(); }}>
        <Degrees label={t('corners.latitude')} most={90} value={latitude} onChange={setLatitude} />
        <Degrees label={t('corners.longitude')} most={180} value={longitude} onChange={setLongitude} />
        <Button htmlType="submit" disabled={!corner}>{t(circle ? 'corners.centre' : 'corners.add')}</Button>
      </form>
      {circle && points.length > 0 && (
        <div className="corner-fields">
          <InputNumber aria-label={t('corners.radius')} value={radius} onChange={setRadius} min={minRadiusM} max={maxRadiusM} precision={0} addonAfter={t('corners.metres')} style={{ width: 180 }} />
          <Button disabled={radius === null} onClick={() => radius !== null && finish(radius)}>{t('dispatch.finish')}</Button>
        </div>
      )}
    </div>
  );
}
