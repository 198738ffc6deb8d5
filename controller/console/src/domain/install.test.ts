import { describe, expect, it } from 'vitest';
import { emptyInstallation, nextStep, placeProblem, type Claim } from './install';

describe('an installation', () => {
  it('asks for what is missing, one after the other', () => {
    const surveyed = { ...emptyInstallation, known: false, terminal: 'TL-500116-0009' };
    expect(placeProblem(emptyInstallation)).toBe('install.needTerminal');
    expect(placeProblem({ ...surveyed, terminal: 'TL 9' })).toBe('install.needTerminal');
    expect(placeProblem({ ...surveyed, known: true })).toBeNull();
    expect(placeProblem(surveyed)).toBe('install.needName');
    expect(placeProblem({ ...surveyed, name: '金盆村' })).toBe('install.needArea');
    expect(placeProblem({ ...surveyed, name: '金盆村', area: '500116108203' })).toBe('install.needPosition');
    expect(placeProblem({ ...surveyed, name: '金盆村', area: '500116108203', position: { latitude: 29, longitude: 106 } })).toBeNull();
  });
  it('knows what is to be done about a code', () => {
    const claim = (state: Claim['state'], terminal: string | null = null): Claim => ({ claim: '', state, terminal, hardware: '' });
    expect([undefined, claim('open'), claim('waiting'), claim('bound', 'a'), claim('issued', 'a'), claim('issued', 'b')].map((one) => nextStep(one, 'a')))
      .toEqual(['add', 'wait', 'approve', 'done', 'done', 'other']);
  });
});
