import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import type { FeatureCollection } from 'geojson';
import type { Terminal } from '@/api/models/terminals';
import { radiusOf, withCorner } from '@/domain/corners';
import { crossesItself, distanceM, type Shape } from '@/domain/geo';
import { useI18n } from '@/i18n/context';
import type { Position } from '@/wire/targets';
import { Corners } from './Corners';
import { Map } from './Map';

interface Props {
  shapes: Shape[];
  onChange: (shapes: Shape[]) => void;
  terminals: Terminal[];
  boundaries: FeatureCollection | undefined;
}

type Drawing = 'polygon' | 'circle' | null;

/** Polygons and circles that become targets of an order: drawn on the map with the mouse, by its cross and the Enter key, or typed. */
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
    if (drawing === 'circle' && points[0]) return finish({ kind: 'circle', centre: points[0], radiusM: radiusOf(distanceM(points[0], point)) });
    setPoints((before) => withCorner(before, point));
  };
  const crossing = drawing === 'polygon' && points.length > 3 && crossesItself(points);
  return (
    <div className="grid">
      <Space wrap>
        <Button onClick={() => begin('polygon')} type={drawing === 'polygon' ? 'primary' : 'default'}>{t('dispatch.polygon')}</Button>
        <Button autoInsertSpace={false} onClick={() => begin('circle')} type={drawing === 'circle' ? 'primary' : 'default'}>{t('dispatch.circle')}</Button>
        {drawing === 'polygon' && <Button disabled={points.length < 3 || crossing} onClick={() => finish({ kind: 'polygon', points })}>{t('dispatch.finish')}</Button>}
        {(shapes.length > 0 || drawing) && <Button onClick={() => { onChange([]); begin(null); }}>{t('dispatch.clearShapes')}</Button>}
        <span className="quiet">{t('dispatch.shapeCount', { count: shapes.length })}</span>
      </Space>
      {drawing && <Alert type={crossing ? 'error' : 'info'} message={crossing ? t('dispatch.crossing') : t(drawing === 'polygon' ? 'dispatch.drawHintPolygon' : 'dispatch.drawHintCircle')} />}
      {drawing && <Corners circle={drawing === 'circle'} points={points} change={setPoints} finish={(radius) => points[0] && finish({ kind: 'circle', centre: points[0], radiusM: radiusOf(radius) })} />}
      <Map label={t('map.label')} terminals={terminals} boundaries={boundaries} shapes={shapes} draft={points} onPoint={drawing ? take : undefined} height={420} />
    </div>
  );
}
