import { createExpression } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { presenceColours } from '@/components/StateTag';
import { clusterColour, clusterEdge, styleOf } from './style';

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
  it('shows a cluster by what matters most in it: what sounds, then what is away', () => {
    const drawn = (expression: unknown, counts: Record<string, number>): unknown => {
      const made = createExpression(expression as never);
      if (made.result === 'error') throw new Error(made.value.map((one) => one.message).join());
      return made.value.evaluate({ zoom: 8 }, { type: 1, properties: { playing: 0, down: 0, up: 0, ...counts } } as never);
    };
    const { playing, offline, online, unknown } = presenceColours;
    const cases: [Record<string, number>, string][] = [[{ up: 5 }, online], [{ up: 5, down: 1 }, offline], [{ up: 5, down: 1, playing: 1 }, playing], [{}, unknown]];
    for (const [counts, colour] of cases) expect(drawn(clusterColour, counts), JSON.stringify(counts)).toBe(colour);
    expect([drawn(clusterEdge, { playing: 1 }), drawn(clusterEdge, { playing: 1, down: 1 }), drawn(clusterEdge, { down: 1 })]).toEqual(['#ffffff', offline, '#ffffff']);
  });
});
