import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import type { FeatureCollection } from 'geojson';
import type { Terminal } from '@/api/models';
import { crossesItself, distanceM, maxPolygonPoints, type Shape } from '@/domain/geo';
import { useI18n } from '@/i18n/context';
import type { Position } from '@/wire/targets';
import { Map } from './Map';

interface Props {
  shapes: Shape[];
  onChange: (shapes: Shape[]) => void;
  terminals: Terminal[];
  boundaries: FeatureCollection | undefined;
}

type Drawing = 'polygon' | 'circle' | null;

/** Draws polygons and circles on the map, which become targets of an order. */
export function ShapeEditor({ shapes, onChange, terminals, boundaries }: Props) {
  const { t } = useI18n();
  const [drawing, setDrawing] = useState<Drawing>(null);
  const [points, setPoints] = useState<Position[]>([]);
  const begin = (kind: Drawing): void => {
    setDrawing(kind);
    setPoints([]);
  };
  const finish = (shape: Shape): void => {
    onChange([...shapes, shape]);
    begin(null);
  };
  const take = (point: Position): void => {
    if (drawing === 'circle' && points[0]) return finish({ kind: 'circle', centre: points[0], radiusM: Math.max(1, Math.min(200_000, distanceM(points[0], point))) });
    setPoints((before) => (before.length < maxPolygonPoints ? [...before, point] : before));
  };
  const crossing = drawing === 'polygon' && points.length > 3 && crossesItself(points);
  return (
    <div className="grid">
      <Space wrap>
        <Button onClick={() => begin('polygon')} type={drawing === 'polygon' ? 'primary' : 'default'}>{t('dispatch.polygon')}</Button>
        <Button onClick={() => begin('circle')} type={drawing === 'circle' ? 'primary' : 'default'}>{t('dispatch.circle')}</Button>
        {drawing === 'polygon' && <Button disabled={points.length < 3 || crossing} onClick={() => finish({ kind: 'polygon', points })}>{t('dispatch.finish')}</Button>}
        {(shapes.length > 0 || drawing) && <Button onClick={() => { onChange([]); begin(null); }}>{t('dispatch.clearShapes')}</Button>}
        <span className="quiet">{t('dispatch.shapeCount', { count: shapes.length })}</span>
      </Space>
      {drawing && <Alert type={crossing ? 'error' : 'info'} message={crossing ? t('dispatch.crossing') : t(drawing === 'polygon' ? 'dispatch.drawHintPolygon' : 'dispatch.drawHintCircle')} />}
      <Map label={t('map.label')} terminals={terminals} boundaries={boundaries} shapes={shapes} draft={points} onPoint={drawing ? take : undefined} height={420} />
    </div>
  );
}
