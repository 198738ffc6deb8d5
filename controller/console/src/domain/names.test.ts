import { describe, expect, it } from 'vitest';
import { groupNameProblem, maxNameBytes, nameProblem } from './names';

describe('a name', () => {
  it('is counted in octets, as the controller does', () => {
    expect(nameProblem('洪'.repeat(42))).toBeNull();
    expect(nameProblem('洪'.repeat(43))).toBe('name.tooLong');
    expect(nameProblem('a'.repeat(maxNameBytes))).toBeNull();
  });
  it('may be missing only where none is needed', () => expect([nameProblem(' '), nameProblem('', false)]).toEqual(['name.needed', null]));
  it('has no control characters', () => expect(nameProblem('a\tb')).toBe('name.control'));
  it('of a group has no slash, and is not that of another', () => {
    expect([groupNameProblem('a/b', []), groupNameProblem(' 河边 ', ['河边']), groupNameProblem('<img src=x>', [])]).toEqual(['name.slash', 'name.taken', null]);
  });
});
