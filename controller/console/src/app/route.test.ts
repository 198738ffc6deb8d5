import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute, placeOf } from './route';

describe('route', () => {
  it('reads page, item and query', () => {
    const route = parseRoute('#/terminals/TL-1?area=500116101000');
    expect([route.page, route.item, route.query.get('area')]).toEqual(['terminals', 'TL-1', '500116101000']);
  });

  it('is the start when there is nothing', () => expect(parseRoute('').page).toBe(''));

  it('is a place, without its query', () => expect(['#/orders/ab?x=1', '#/dispatch', ''].map((fragment) => placeOf(parseRoute(fragment)))).toEqual(['orders/ab', 'dispatch', 'situation']));

  it('survives hostile fragments', () => expect(parseRoute('#/%E0%A4%A/<script>').item).toBe('<script>'));

  it('comes back from its own address', () => expect(parseRoute(hrefOf('orders', 'a/b?c')).item).toBe('a/b?c'));
});
