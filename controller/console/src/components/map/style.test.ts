import { describe, expect, it } from 'vitest';
import { styleOf } from './style';

describe('the map', () => {
  it('asks nobody for anything unless tiles are configured', () => {
    const style = styleOf('light', null);
    expect(JSON.stringify(style)).not.toContain('http');
    expect(style.layers.some((layer) => layer.type === 'raster')).toBe(false);
  });
  it('has the tiles under everything that is the county’s own', () => {
    const style = styleOf('dark', { address: 'https://tiles.example/{z}/{x}/{y}.png', attribution: '© somebody' });
    expect(style.sources.tiles).toMatchObject({ type: 'raster', tiles: ['https://tiles.example/{z}/{x}/{y}.png'] });
    expect(style.layers.slice(0, 3).map((layer) => layer.id)).toEqual(['ground', 'tiles', 'areas']);
    const areas = style.layers.find((layer) => layer.id === 'areas');
    expect(areas?.type === 'fill' && Number(areas.paint?.['fill-opacity'])).toBeLessThan(0.3);
  });
});
